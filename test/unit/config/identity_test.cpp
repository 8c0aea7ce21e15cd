// SPDX-License-Identifier: Apache-2.0
#include "config/identity.hpp"

#include <catch2/catch.hpp>

TEST_CASE("the first connection has the client id as it is, the further ones a number behind it") {
  CHECK(sluice::connection_client_id("plant-a", 0) == "plant-a");
  CHECK(sluice::connection_client_id("plant-a", 1) == "plant-a-1");
  CHECK(sluice::connection_client_id("plant-a", 2) == "plant-a-2");
  CHECK(sluice::connection_client_id("plant-1", 10) == "plant-1-10");
}

TEST_CASE("names of pods and containers are known as such, names that return are not") {
  for (const char* id : {"plant-sluice-7d9f8b6c5d-x2x9z", "sluice-6bb8c9dfc4-kq7zw", "plant-3f2a9c1b7d4e"}) {
    CAPTURE(id);
    CHECK(sluice::looks_fleeting(id));
  }
  for (const char* id :
       {"", "-", "plant", "plant-sluice-0", "plant-sluice-12", "plant-gateway-north", "plant-box",
        "plant-telemetry-vm-7", "plant-202611211200", "plant-deadbeefcafe", "x2x9z", "sluice-bbbbbbbb-x2x9z"}) {
    CAPTURE(id);
    CHECK_FALSE(sluice::looks_fleeting(id));
  }
}
