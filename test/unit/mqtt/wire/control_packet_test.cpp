// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <string>

#include "bytes.hpp"
#include "mqtt/wire/packet.hpp"

using namespace sluice;
using sluice::test::bytes;
using sluice::test::ExactCopy;
using sluice::test::fault_of;

namespace {

struct FaultRow {
  const char* hex;
  const char* outcome;
};

}  // namespace

TEST_CASE("a CONNACK without properties has the standard's defaults") {
  const std::string body = bytes("00 00 00");
  const auto connack = decode_connack(body);
  REQUIRE(fault_of(connack) == "decoded");
  CHECK(connack->reason_code == 0);
  CHECK_FALSE(connack->session_present);
  CHECK_FALSE(connack->server_keep_alive);
  CHECK_FALSE(connack->session_expiry);
  CHECK(connack->receive_maximum == 65535);
  CHECK(connack->maximum_qos == 2);
  CHECK_FALSE(connack->maximum_packet_size);
  CHECK(connack->retain_available);
  CHECK(connack->wildcard_subscription_available);
  CHECK(connack->subscription_identifier_available);
  CHECK(connack->shared_subscription_available);
  CHECK_FALSE(connack->assigned_client_id);
  CHECK_FALSE(connack->server_reference);
  CHECK_FALSE(connack->reason_string);
}

TEST_CASE("a CONNACK with every property is read whole") {
  const std::string properties = bytes(
      "11 00 00 0E 10  21 00 14  24 01  25 00  27 00 1E 84 80  12 00 03 'abc'  22 00 0A  1F 00 05 'moved'"
      "26 00 01 'k' 00 01 'v'  26 00 01 'k' 00 01 'v'  28 00  29 00  2A 00  13 00 3C  1A 00 02 'ri'"
      "1C 00 04 'h:18'  15 00 03 'PSK'  16 00 02 00 FF");
  const std::string body = bytes("01 9D") + static_cast<char>(properties.size()) + properties;
  const auto connack = decode_connack(body);
  REQUIRE(fault_of(connack) == "decoded");
  CHECK(connack->session_present);
  CHECK(connack->reason_code == 0x9D);
  CHECK(connack->session_expiry == 3600);
  CHECK(connack->receive_maximum == 20);
  CHECK(connack->maximum_qos == 1);
  CHECK_FALSE(connack->retain_available);
  CHECK(connack->maximum_packet_size == 2'000'000);
  CHECK(connack->assigned_client_id == "abc");
  CHECK(connack->reason_string == "moved");
  CHECK_FALSE(connack->wildcard_subscription_available);
  CHECK_FALSE(connack->subscription_identifier_available);
  CHECK_FALSE(connack->shared_subscription_available);
  CHECK(connack->server_keep_alive == 60);
  CHECK(connack->server_reference == "h:18");

  for (std::size_t size = 0; size < body.size(); ++size) {
    INFO("cut to " << size);
    CHECK_FALSE(decode_connack(ExactCopy(std::string_view(body).substr(0, size)).view()));
  }
}

TEST_CASE("a server that knows MQTT 3.1.1 only is told apart") {
  const std::string body = bytes("00 01");
  const auto connack = decode_connack(body);
  REQUIRE(fault_of(connack) == "decoded");
  CHECK(connack->reason_code == 0x84);
  CHECK(connack->reason_string == "the server answered in MQTT 3.1.1: unacceptable protocol version");
  CHECK(fault_of(decode_connack(bytes("00 00"))) == "0x81 2.2.2.1: Property Length is missing or cut short");
}

TEST_CASE("a CONNACK that cannot be is refused") {
  const FaultRow rows[] = {
      {"", "0x81 3.2.2: CONNACK is too short for its fields"},
      {"00", "0x81 3.2.2: CONNACK is too short for its fields"},
      {"02 00 00", "0x81 3.2.2.1: a reserved Connect Acknowledge Flag is set"},
      {"00 00 80", "0x81 2.2.2.1: Property Length is missing or cut short"},
      {"00 00 80 00", "0x81 1.5.5: Property Length takes more bytes than it needs"},
      {"00 00 80 80 80 80", "0x81 1.5.5: Property Length takes more than four bytes"},
      {"00 00 01", "0x81 2.2.2.1: Property Length goes beyond the end of the packet"},
      {"00 00 00 00", "0x81 2.1.4: bytes after the last field of the packet"},
      {"00 00 01 11", "0x81 2.2.2: a number goes beyond the end of the properties"},
      {"00 00 02 01 00", "0x81 2.2.2.2: a property that this packet cannot have"},
      {"00 00 02 17 00", "0x81 2.2.2.2: a property that this packet cannot have"},
      {"00 00 02 7F 00", "0x81 2.2.2.2: a property that this packet cannot have"},
      {"00 00 02 A4 01", "0x81 2.2.2.2: a property that this packet cannot have"},
      {"00 00 02 00 00", "0x81 2.2.2.2: a property that this packet cannot have"},
      {"00 00 03 21 00 00", "0x82 3.2.2.3.3: Receive Maximum is 0"},
      {"00 00 02 24 02", "0x82 3.2.2.3.4: Maximum QoS is neither 0 nor 1"},
      {"00 00 02 25 02", "0x82 3.2.2.3.5: Retain Available is neither 0 nor 1"},
      {"00 00 05 27 00 00 00 00", "0x82 3.2.2.3.6: Maximum Packet Size is 0"},
      {"00 00 02 28 02", "0x82 3.2.2.3.11: Wildcard Subscription Available is neither 0 nor 1"},
      {"00 00 02 29 FF", "0x82 3.2.2.3.12: Subscription Identifiers Available is neither 0 nor 1"},
      {"00 00 02 2A 02", "0x82 3.2.2.3.13: Shared Subscription Available is neither 0 nor 1"},
      {"00 00 04 12 00 01 00", "0x81 1.5.4: a string is not UTF-8, or has U+0000 in it"},
      {"00 00 04 1C 00 02 'h'", "0x81 1.5.4: a string goes beyond the end of the properties"},
      {"00 00 04 16 00 02 FF", "0x81 1.5.6: binary data go beyond the end of the properties"},
  };
  for (const FaultRow& row : rows) {
    INFO(row.hex);
    CHECK(fault_of(decode_connack(ExactCopy(bytes(row.hex)).view())) == row.outcome);
  }
}

TEST_CASE("no single property of a CONNACK comes twice") {
  const FaultRow rows[] = {
      {"11 00 00 00 01", "0x82 2.2.2.2: Session Expiry Interval comes twice"},
      {"12 00 00", "0x82 3.2.2.3.7: Assigned Client Identifier comes twice"},
      {"13 00 01", "0x82 3.2.2.3.14: Server Keep Alive comes twice"},
      {"15 00 00", "0x82 3.2.2.3.17: Authentication Method comes twice"},
      {"16 00 00", "0x82 3.2.2.3.18: Authentication Data comes twice"},
      {"1A 00 00", "0x82 3.2.2.3.15: Response Information comes twice"},
      {"1C 00 00", "0x82 2.2.2.2: Server Reference comes twice"},
      {"1F 00 00", "0x82 2.2.2.2: Reason String comes twice"},
      {"21 00 01", "0x82 3.2.2.3.3: Receive Maximum comes twice"},
      {"22 00 01", "0x82 3.2.2.3.8: Topic Alias Maximum comes twice"},
      {"24 01", "0x82 3.2.2.3.4: Maximum QoS comes twice"},
      {"25 01", "0x82 3.2.2.3.5: Retain Available comes twice"},
      {"26 00 00 00 00", "decoded"},
      {"27 00 00 00 01", "0x82 3.2.2.3.6: Maximum Packet Size comes twice"},
      {"28 01", "0x82 3.2.2.3.11: Wildcard Subscription Available comes twice"},
      {"29 01", "0x82 3.2.2.3.12: Subscription Identifiers Available comes twice"},
      {"2A 01", "0x82 3.2.2.3.13: Shared Subscription Available comes twice"},
  };
  for (const FaultRow& row : rows) {
    INFO(row.hex);
    const std::string property = bytes(row.hex);
    const std::string head = bytes("00 00") + static_cast<char>(2 * property.size());
    CHECK(fault_of(decode_connack(head + property + property)) == row.outcome);
  }
}

TEST_CASE("a SUBACK gives its packet id and a code for each filter") {
  const std::string body = bytes("00 07 0A 1F 00 07 'no read' 01 00 87");
  const auto suback = decode_suback(body);
  REQUIRE(fault_of(suback) == "decoded");
  CHECK(suback->packet_id == 7);
  CHECK(suback->reason_string == "no read");
  REQUIRE(suback->codes.size() == 3);
  CHECK(suback->code(0) == 0x01);
  CHECK(suback->code(1) == 0x00);
  CHECK(suback->code(2) == 0x87);

  const std::string bare = bytes("12 34 00 11");
  const auto unsuback = decode_unsuback(bare);
  REQUIRE(fault_of(unsuback) == "decoded");
  CHECK(unsuback->packet_id == 0x1234);
  CHECK_FALSE(unsuback->reason_string);
  CHECK(unsuback->code(0) == 0x11);
}

TEST_CASE("a SUBACK or UNSUBACK that cannot be is refused") {
  const FaultRow rows[] = {
      {"00", "0x81 3.9.2: SUBACK is too short for its Packet Identifier"},
      {"00 00 00 01", "0x82 2.2.1: SUBACK with Packet Identifier 0"},
      {"00 01", "0x81 2.2.2.1: Property Length is missing or cut short"},
      {"00 01 00", "0x81 3.9.3: SUBACK has no reason code"},
      {"00 01 03 13 00 01 01", "0x81 2.2.2.2: a property that this packet cannot have"},
      {"00 01 04 26 00 01 'k' 01", "0x81 1.5.7: a user property goes beyond the end of the properties"},
  };
  for (const FaultRow& row : rows) {
    INFO(row.hex);
    CHECK(fault_of(decode_suback(ExactCopy(bytes(row.hex)).view())) == row.outcome);
  }
  CHECK(fault_of(decode_unsuback("")) == "0x81 3.11.2: UNSUBACK is too short for its Packet Identifier");
  CHECK(fault_of(decode_unsuback(bytes("00 00 00 00"))) == "0x82 2.2.1: UNSUBACK with Packet Identifier 0");
  CHECK(fault_of(decode_unsuback(bytes("00 01 00"))) == "0x81 3.11.3: UNSUBACK has no reason code");
}

TEST_CASE("a DISCONNECT may leave out its properties, and its reason code too") {
  CHECK(decode_disconnect("")->reason_code == 0);
  CHECK(decode_disconnect("\x8E")->reason_code == 0x8E);

  const std::string body = bytes("9C 13 1F 00 04 'full' 1C 00 09 'b:1 c:188'");
  const auto moved = decode_disconnect(body);
  REQUIRE(fault_of(moved) == "decoded");
  CHECK(moved->reason_code == 0x9C);
  CHECK(moved->reason_string == "full");
  CHECK(moved->server_reference == "b:1 c:188");
}

TEST_CASE("a DISCONNECT that cannot be is refused") {
  const FaultRow rows[] = {
      {"8E 00 00", "0x81 2.1.4: bytes after the last field of the packet"},
      {"8E 02 24 01", "0x81 2.2.2.2: a property that this packet cannot have"},
      {"8E 08 1F 00 04 'full'", "0x81 2.2.2.1: Property Length goes beyond the end of the packet"},
      {"8E 04 1F 00 01 FF", "0x81 1.5.4: a string is not UTF-8, or has U+0000 in it"},
  };
  for (const FaultRow& row : rows) {
    INFO(row.hex);
    CHECK(fault_of(decode_disconnect(ExactCopy(bytes(row.hex)).view())) == row.outcome);
  }
}
