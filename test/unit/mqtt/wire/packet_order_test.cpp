// SPDX-License-Identifier: Apache-2.0
#include "mqtt/wire/packet_order.hpp"

#include <catch2/catch.hpp>

#include "bytes.hpp"
#include "support/malformed_packets.hpp"

using namespace sluice;
using sluice::test::packet_bytes;

namespace {

std::string outcome(const PacketFault* fault) { return fault == nullptr ? "fine" : test::to_text(*fault); }

PacketOrder connected() {
  PacketOrder order;
  order.received(ConnackView{});
  return order;
}

SubackView answer(std::uint16_t packet_id, std::string_view codes) { return {packet_id, {}, codes}; }

}  // namespace

TEST_CASE("each packet type has its time") {
  struct Row {
    PacketType type;
    const char* before;
    const char* after;
  };
  const char* const not_first = "0x82 3.2: a packet other than CONNACK comes first";
  const char* const auth = "0x82 4.12: AUTH although CONNECT named no authentication method";
  const char* const unasked = "0x82 4.13.1: an acknowledgement although nothing was published";
  const Row rows[] = {
      {PacketType::connack, "fine", "0x82 3.2: a second CONNACK"},
      {PacketType::publish, not_first, "fine"},
      {PacketType::puback, not_first, unasked},
      {PacketType::pubrec, not_first, unasked},
      {PacketType::pubrel, not_first, "0x82 4.13.1: PUBREL although QoS 2 was not asked for"},
      {PacketType::pubcomp, not_first, unasked},
      {PacketType::suback, not_first, "fine"},
      {PacketType::unsuback, not_first, "fine"},
      {PacketType::pingresp, not_first, "fine"},
      {PacketType::disconnect, "fine", "fine"},
      {PacketType::auth, auth, auth},
  };
  for (const Row& row : rows) {
    INFO(to_text(row.type));
    CHECK(outcome(PacketOrder().check(row.type)) == row.before);
    CHECK(outcome(connected().check(row.type)) == row.after);
  }
}

TEST_CASE("behind a CONNACK that refuses nothing may come but DISCONNECT") {
  PacketOrder order;
  ConnackView refusal;
  refusal.reason_code = 0x87;
  order.received(refusal);
  CHECK_FALSE(order.connected());
  CHECK(outcome(order.check(PacketType::publish)) ==
        "0x82 3.2.2.2: a packet after a CONNACK that refuses the connection");
  CHECK(outcome(order.check(PacketType::connack)) ==
        "0x82 3.2.2.2: a packet after a CONNACK that refuses the connection");
  CHECK(outcome(order.check(PacketType::disconnect)) == "fine");
}

TEST_CASE("a SUBACK answers the SUBSCRIBE that waits, once, with a code for each filter") {
  PacketOrder order = connected();
  const char* const unasked = "0x82 3.8.4: SUBACK for no SUBSCRIBE that waits for one";
  CHECK(outcome(order.received(PacketType::suback, answer(9, "\x01"))) == unasked);
  order.sent(packet_bytes("82 < 00 09 < 26 \"k\" \"v\" > \"load/#\" 01 \"alarm/+\" 01 >", 0));
  CHECK(outcome(order.received(PacketType::suback, answer(8, "\x01\x01"))) == unasked);
  CHECK(outcome(order.received(PacketType::unsuback, answer(9, "\x01\x01"))) ==
        "0x82 3.10.4: UNSUBACK for no UNSUBSCRIBE that waits for one");
  CHECK(outcome(order.received(PacketType::suback, answer(9, "\x01\x01"))) == "fine");
  CHECK(outcome(order.received(PacketType::suback, answer(9, "\x01\x01"))) == unasked);
}

TEST_CASE("an UNSUBACK answers the UNSUBSCRIBE that waits, with a code for each filter") {
  const std::string unsubscribe = packet_bytes("A2 < 00 09 <> \"load/#\" \"alarm/+\" >", 0);
  PacketOrder order = connected();
  order.sent(unsubscribe);
  CHECK(outcome(order.received(PacketType::unsuback, answer(9, "\x11"))) ==
        "0x82 3.11.3: UNSUBACK has not one reason code for each filter");
  order.sent(unsubscribe);
  CHECK(outcome(order.received(PacketType::unsuback, answer(9, "\x11\x11"))) == "fine");
}

TEST_CASE("other packets of ours await no answer") {
  PacketOrder order = connected();
  for (const char* const text : {"40 < 00 09 >", "C0 00", "E0 00", "82", "82 < 00 09 05 >", ""}) {
    INFO(text);
    order.sent(packet_bytes(text, 0));
    CHECK(outcome(order.received(PacketType::suback, answer(9, "\x01"))) != "fine");
    CHECK(outcome(order.received(PacketType::unsuback, answer(9, "\x01"))) != "fine");
  }
}
