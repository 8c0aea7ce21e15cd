// SPDX-License-Identifier: Apache-2.0
#include "mqtt/wire/packet_order.hpp"

#include "mqtt/wire/wire_reader.hpp"

namespace sluice {
namespace {

constexpr PacketFault not_first{0x82, "3.2", "a packet other than CONNACK comes first"};
constexpr PacketFault second_connack{0x82, "3.2", "a second CONNACK"};
constexpr PacketFault after_refusal{0x82, "3.2.2.2", "a packet after a CONNACK that refuses the connection"};
constexpr PacketFault unasked_auth{0x82, "4.12", "AUTH although CONNECT named no authentication method"};
constexpr PacketFault nothing_published{0x82, "4.13.1", "an acknowledgement although nothing was published"};
constexpr PacketFault unasked_qos_2{0x82, "4.13.1", "PUBREL although QoS 2 was not asked for"};
constexpr PacketFault unasked_suback{0x82, "3.8.4", "SUBACK for no SUBSCRIBE that waits for one"};
constexpr PacketFault unasked_unsuback{0x82, "3.10.4", "UNSUBACK for no UNSUBSCRIBE that waits for one"};
constexpr PacketFault suback_codes{0x82, "3.9.3", "SUBACK has not one reason code for each filter"};
constexpr PacketFault unsuback_codes{0x82, "3.11.3", "UNSUBACK has not one reason code for each filter"};

/// How many filters follow. They are Paho's, so they are sound.
std::size_t count_filters(WireReader in, bool with_options) {
  std::size_t count = 0;
  std::string_view filter;
  std::uint8_t options = 0;
  while (in.take_prefixed(filter) && (!with_options || in.take(options))) ++count;
  return count;
}

}  // namespace

void PacketOrder::sent(std::string_view packet) {
  const auto header = parse_frame_header(packet, Sender::client);
  if (!header || !*header) return;
  const PacketType type = (*header)->type;
  if (type != PacketType::subscribe && type != PacketType::unsubscribe) return;
  WireReader in(packet.substr((*header)->header_size));
  Request request;
  std::uint32_t size = 0;
  std::string_view properties;
  if (!in.take(request.packet_id) || in.take_variable(size) != VariableByteInteger::complete ||
      !in.take(size, properties)) {
    return;
  }
  request.filters = count_filters(in, type == PacketType::subscribe);
  (type == PacketType::subscribe ? subscribe_ : unsubscribe_) = request;
}

const PacketFault* PacketOrder::check(PacketType type) const {
  if (type == PacketType::disconnect) return nullptr;
  if (type == PacketType::auth) return &unasked_auth;
  if (refused_) return &after_refusal;
  if (!connected_) return type == PacketType::connack ? nullptr : &not_first;
  switch (type) {
    case PacketType::connack: return &second_connack;
    case PacketType::puback:
    case PacketType::pubrec:
    case PacketType::pubcomp: return &nothing_published;
    case PacketType::pubrel: return &unasked_qos_2;
    default: return nullptr;
  }
}

void PacketOrder::received(const ConnackView& connack) {
  connected_ = connack.reason_code == 0;
  refused_ = !connected_;
}

const PacketFault* PacketOrder::received(PacketType type, const SubackView& answer) {
  const bool is_suback = type == PacketType::suback;
  std::optional<Request>& request = is_suback ? subscribe_ : unsubscribe_;
  if (!request || request->packet_id != answer.packet_id) return is_suback ? &unasked_suback : &unasked_unsuback;
  const bool is_whole = request->filters == answer.codes.size();
  request.reset();
  if (is_whole) return nullptr;
  return is_suback ? &suback_codes : &unsuback_codes;
}

}  // namespace sluice
