// SPDX-License-Identifier: Apache-2.0
#include "mqtt/wire/amendments.hpp"

#include <catch2/catch.hpp>

#include "mqtt/wire/packet.hpp"
#include "unit/mqtt/wire/bytes.hpp"

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
  const char* const cases[] = {"",
                               "C0 00",
                               "82 03 0007 00",
                               "82 06 0007 00 0001 61",
                               "82 07 0007 00 0005 61 01",
                               "82 07 0007 09 0001 61 01",
                               "82 07 0007 00 0001 61"};
  for (const char* const hex : cases) {
    CAPTURE(hex);
    std::string packet = test::bytes(hex);
    const std::string before = packet;
    CHECK_FALSE(set_subscribe_options(packet, 0x28));
    CHECK(packet == before);
  }
}

TEST_CASE("the end of a session is a DISCONNECT with Session Expiry Interval 0") {
  REQUIRE(disconnect_for_good() == test::bytes("E0 07 00 05 11 00000000"));
}

TEST_CASE("packet ids of SUBSCRIBE come from the top, differ from connection to connection, and find their way back") {
  REQUIRE(wire_packet_id(1, 0) == 65535);
  REQUIRE(wire_packet_id(2, 0) == 65534);
  REQUIRE(wire_packet_id(1, 1) == 65534);
  for (const std::uint32_t attempt : {0U, 1U, 7U, 65534U, 65535U, 4'000'000'000U}) {
    for (std::uint32_t id = 1; id <= 65535; id += 13) {
      const std::uint16_t there = wire_packet_id(static_cast<std::uint16_t>(id), attempt);
      REQUIRE(there != 0);
      REQUIRE(wire_packet_id(there, attempt) == id);
    }
  }
}

TEST_CASE("only packets that answer each other by their id are changed") {
  std::string subscribe = test::bytes("82 07 0001 00 0001 61 01");
  set_wire_packet_id(subscribe, 0);
  REQUIRE(subscribe == test::bytes("82 07 FFFF 00 0001 61 01"));
  std::string suback = test::bytes("90 04 FFFF 00 01");
  set_wire_packet_id(suback, 0);
  REQUIRE(suback == test::bytes("90 04 0001 00 01"));
  std::string puback = test::bytes("40 02 0001");
  set_wire_packet_id(puback, 0);
  REQUIRE(puback == test::bytes("40 02 0001"));
}

}  // namespace
}  // namespace sluice
