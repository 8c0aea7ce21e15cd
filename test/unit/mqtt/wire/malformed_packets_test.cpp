// SPDX-License-Identifier: Apache-2.0
// Every packet of test/data/malformed against the decoders, as the relay asks them.
#include "support/malformed_packets.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "bytes.hpp"
#include "mqtt/wire/packet_order.hpp"
#include "mqtt/wire/publish.hpp"

using namespace sluice;
using sluice::test::ExactCopy;
using sluice::test::fault_of;
using sluice::test::MalformedPacket;
using sluice::test::Moment;

namespace {

constexpr std::uint16_t subscribe_id = 0x1234;

std::string of_pointer(const PacketFault* fault) { return fault == nullptr ? "decoded" : test::to_text(*fault); }

PacketOrder order_at(Moment moment) {
  PacketOrder order;
  if (moment == Moment::before_connack) return order;
  order.received(ConnackView{});
  order.sent(test::packet_bytes("82 < ID <> \"load/#\" 01 >", subscribe_id));
  return order;
}

std::string fault_of_answer(PacketType type, PacketOrder& order, std::string_view body) {
  const auto answer = type == PacketType::suback ? decode_suback(body) : decode_unsuback(body);
  return answer ? of_pointer(order.received(type, *answer)) : test::to_text(answer.error());
}

std::string fault_of_packet(std::string_view bytes, PacketOrder order) {
  const auto header = parse_frame_header(bytes, Sender::server);
  if (!header) return test::to_text(header.error());
  if (!*header) return "more bytes needed";
  if (const PacketFault* fault = order.check((*header)->type)) return test::to_text(*fault);
  if ((*header)->type != PacketType::publish && (*header)->frame_size() > control_packet_bytes_max)
    return test::to_text(control_packet_too_large);
  if ((*header)->frame_size() != bytes.size()) return "not one packet";
  const ExactCopy body(bytes.substr((*header)->header_size));
  switch ((*header)->type) {
    case PacketType::publish: return fault_of(PublishDecoder().decode((*header)->flags, body.view()));
    case PacketType::connack: return fault_of(decode_connack(body.view()));
    case PacketType::disconnect: return fault_of(decode_disconnect(body.view()));
    case PacketType::suback:
    case PacketType::unsuback: return fault_of_answer((*header)->type, order, body.view());
    default: return "decoded";
  }
}

}  // namespace

TEST_CASE("each malformed packet has its reason code and its section") {
  const auto packets = test::malformed_packets();
  CHECK(packets.size() >= 200);
  for (const MalformedPacket& packet : packets) {
    INFO(packet.place << ": " << packet.text);
    CHECK(fault_of_packet(packet.bytes(subscribe_id), order_at(packet.moment)) == packet.fault);
  }
}

TEST_CASE("no malformed packet is there twice, and each fault is there") {
  std::set<std::pair<Moment, std::string>> seen;
  std::set<std::string> codes;
  std::set<unsigned> types;
  for (const MalformedPacket& packet : test::malformed_packets()) {
    INFO(packet.place << ": " << packet.text);
    const std::string bytes = packet.bytes(subscribe_id);
    CHECK(seen.emplace(packet.moment, bytes).second);
    codes.insert(packet.fault.substr(0, 4));
    types.insert(static_cast<unsigned char>(bytes[0]) >> 4U);
  }
  CHECK(codes == std::set<std::string>{"0x81", "0x82", "0x94", "0x95"});
  CHECK(types.size() == 16);
}
