// SPDX-License-Identifier: Apache-2.0
#include "config/identity.hpp"

#include <catch2/catch.hpp>

TEST_CASE("the first connection has the client id as it is, the further ones a number behind it") {
  CHECK(sluice::connection_client_id("plant-a", 0) == "plant-a");
  CHECK(sluice::connection_client_id("plant-a", 1) == "plant-a-1");
  CHECK(sluice::connection_client_id("plant-a", 2) == "plant-a-2");
  CHECK(sluice::connection_client_id("plant-1", 10) == "plant-1-10");
}
