// SPDX-License-Identifier: Apache-2.0
#include "mqtt/subscribe_options.hpp"

#include <catch2/catch.hpp>

#include "unit/mqtt/bytes.hpp"

namespace sluice {
namespace {

TEST_CASE("every filter of a SUBSCRIBE gets the options, its QoS stays") {
  // id 7, no properties, filters "a" at QoS 1 and "bc" at QoS 0
  std::string packet = test::bytes("82 0C 0007 00 0001 61 01 0002 6263 00");
  REQUIRE(set_subscribe_options(packet, shared_subscription_options));
  REQUIRE(packet == test::bytes("82 0C 0007 00 0001 61 29 0002 6263 28"));
}

TEST_CASE("properties of the SUBSCRIBE are passed over") {
  std::string packet = test::bytes("82 09 0007 02 0B05 0001 61 01");
  REQUIRE(set_subscribe_options(packet, 0x28));
  REQUIRE(packet == test::bytes("82 09 0007 02 0B05 0001 61 29"));
}

TEST_CASE("what is no whole SUBSCRIBE stays as it is") {
  const char* const cases[] = {"", "C0 00", "82 03 0007 00", "82 06 0007 00 0001 61", "82 07 0007 00 0005 61 01",
                               "82 07 0007 09 0001 61 01", "82 07 0007 00 0001 61"};
  for (const char* const hex : cases) {
    CAPTURE(hex);
    std::string packet = test::bytes(hex);
    const std::string before = packet;
    CHECK_FALSE(set_subscribe_options(packet, 0x28));
    CHECK(packet == before);
  }
}

}  // namespace
}  // namespace sluice
