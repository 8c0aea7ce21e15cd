// SPDX-License-Identifier: Apache-2.0
#include "mqtt/shared_filter.hpp"

#include <catch2/catch.hpp>

TEST_CASE("a shared filter names the group, then the filter as it is") {
  CHECK(sluice::shared_filter("plant", "sensor/#") == "$share/plant/sensor/#");
  CHECK(sluice::shared_filter("plant", "/leading") == "$share/plant//leading");
  CHECK(sluice::shared_filter("plant", "#") == "$share/plant/#");
}
