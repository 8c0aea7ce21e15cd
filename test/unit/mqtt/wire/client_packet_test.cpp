// SPDX-License-Identifier: Apache-2.0
#include "mqtt/wire/client_packet.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "mqtt/wire/packet.hpp"
#include "unit/mqtt/wire/bytes.hpp"

namespace sluice {
namespace {

TEST_CASE("CONNECT asks for a clean session with keep-alive, expiry and Receive Maximum") {
  std::string out;
  append_connect(out, {"p", 30, 86400, 1000, std::nullopt, std::nullopt});
  REQUIRE(out == test::bytes("10 16 0004 'MQTT' 05 02 001E 08 11 00015180 21 03E8 0001 'p'"));
}

TEST_CASE("CONNECT carries user name and password, each only when it is there") {
  std::string out;
  append_connect(out, {"p", 0, 0, 1, "me", Secret("pw")});
  REQUIRE(out == test::bytes("10 1E 0004 'MQTT' 05 C2 0000 08 11 00000000 21 0001 0001 'p' 0002 'me' 0002 'pw'"));
  out.clear();
  append_connect(out, {"p", 0, 0, 1, "me", std::nullopt});
  REQUIRE(out == test::bytes("10 1A 0004 'MQTT' 05 82 0000 08 11 00000000 21 0001 0001 'p' 0002 'me'"));
}

TEST_CASE("SUBSCRIBE gives each filter the same options, UNSUBSCRIBE none") {
  const std::vector<std::string> filters{"a", "b/#"};
  std::string out;
  append_subscribe(out, 7, filters, 0x29);
  REQUIRE(out == test::bytes("82 0D 0007 00 0001 'a' 29 0003 'b/#' 29"));
  out.clear();
  append_unsubscribe(out, 8, filters);
  REQUIRE(out == test::bytes("A2 0B 0008 00 0001 'a' 0003 'b/#'"));
}

TEST_CASE("a body of more than 127 bytes has a length of two bytes") {
  const std::vector<std::string> filters{std::string(200, 'x')};
  std::string out;
  append_subscribe(out, 1, filters, 1);
  const auto header = parse_frame_header(out, Sender::client);
  REQUIRE(header);
  REQUIRE(header->has_value());
  CHECK((*header)->header_size == 3);
  CHECK((*header)->frame_size() == out.size());
}

}  // namespace
}  // namespace sluice
