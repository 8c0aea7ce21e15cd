// SPDX-License-Identifier: Apache-2.0
// The packets of the control plane that the relay reads in passing: CONNACK, SUBACK, UNSUBACK, DISCONNECT.
#include "mqtt/wire/packet.hpp"
#include "mqtt/wire/property.hpp"
#include "mqtt/wire/wire_reader.hpp"

namespace sluice {
namespace {

constexpr PacketFault connack_short{0x81, "3.2.2", "CONNACK is too short for its fields"};
constexpr PacketFault connack_flags{0x81, "3.2.2.1", "a reserved Connect Acknowledge Flag is set"};
constexpr PacketFault connack_reason{0x82, "3.2.2.2", "CONNACK has a reason code that does not exist"};
constexpr PacketFault suback_short{0x81, "3.9.2", "SUBACK is too short for its Packet Identifier"};
constexpr PacketFault suback_empty{0x81, "3.9.3", "SUBACK has no reason code"};
constexpr PacketFault suback_id{0x82, "2.2.1", "SUBACK with Packet Identifier 0"};
constexpr PacketFault unsuback_short{0x81, "3.11.2", "UNSUBACK is too short for its Packet Identifier"};
constexpr PacketFault unsuback_empty{0x81, "3.11.3", "UNSUBACK has no reason code"};
constexpr PacketFault unsuback_id{0x82, "2.2.1", "UNSUBACK with Packet Identifier 0"};
constexpr PacketFault trailing_bytes{0x81, "2.1.4", "bytes after the last field of the packet"};

constexpr std::uint8_t unsupported_protocol_version = 0x84;

void keep(ConnackView& view, const Property& property) {
  switch (property.id) {
    case PropertyId::session_expiry: view.session_expiry = property.number; break;
    case PropertyId::server_keep_alive: view.server_keep_alive = static_cast<std::uint16_t>(property.number); break;
    case PropertyId::receive_maximum: view.receive_maximum = static_cast<std::uint16_t>(property.number); break;
    case PropertyId::maximum_qos: view.maximum_qos = static_cast<std::uint8_t>(property.number); break;
    case PropertyId::topic_alias_maximum: view.topic_alias_maximum = static_cast<std::uint16_t>(property.number); break;
    case PropertyId::maximum_packet_size: view.maximum_packet_size = property.number; break;
    case PropertyId::retain_available: view.retain_available = property.number == 1; break;
    case PropertyId::wildcard_subscription_available:
      view.wildcard_subscription_available = property.number == 1;
      break;
    case PropertyId::subscription_identifier_available:
      view.subscription_identifier_available = property.number == 1;
      break;
    case PropertyId::shared_subscription_available: view.shared_subscription_available = property.number == 1; break;
    case PropertyId::assigned_client_id: view.assigned_client_id = property.text; break;
    case PropertyId::server_reference: view.server_reference = property.text; break;
    case PropertyId::reason_string: view.reason_string = property.text; break;
    default: break;  // Nothing here depends on the others; Paho gets the whole packet.
  }
}

void keep(SubackView& view, const Property& property) {
  if (property.id == PropertyId::reason_string) view.reason_string = property.text;
}

void keep(DisconnectView& view, const Property& property) {
  if (property.id == PropertyId::reason_string) view.reason_string = property.text;
  if (property.id == PropertyId::server_reference) view.server_reference = property.text;
}

/// Reads Property Length and properties from `in` into `view`.
template <class View>
std::optional<PacketFault> read_properties(WireReader& in, PacketType type, View& view) {
  PropertyReader properties(type);
  if (!properties.open(in)) return properties.fault();
  Property property;
  for (;;) {
    switch (properties.next(property)) {
      case PropertyReader::Step::property: keep(view, property); break;
      case PropertyReader::Step::end: return std::nullopt;
      case PropertyReader::Step::fault: return properties.fault();
    }
  }
}

struct SubackFaults {
  const PacketFault& too_short;
  const PacketFault& zero_id;
  const PacketFault& no_code;
};

tl::expected<SubackView, PacketFault> decode_codes(std::string_view body, PacketType type, SubackFaults faults) {
  WireReader in(body);
  SubackView view;
  if (!in.take(view.packet_id)) return tl::unexpected(faults.too_short);
  if (view.packet_id == 0) return tl::unexpected(faults.zero_id);
  if (const auto fault = read_properties(in, type, view)) return tl::unexpected(*fault);
  view.codes = in.rest();
  if (view.codes.empty()) return tl::unexpected(faults.no_code);
  return view;
}

}  // namespace

tl::expected<ConnackView, PacketFault> decode_connack(std::string_view body) {
  WireReader in(body);
  ConnackView view;
  std::uint8_t flags = 0;
  if (!in.take(flags) || !in.take(view.reason_code)) return tl::unexpected(connack_short);
  if ((flags & 0xFEU) != 0) return tl::unexpected(connack_flags);
  view.session_present = flags == 1;
  if (in.left() == 0 && view.reason_code == 1) {
    view.reason_code = unsupported_protocol_version;
    view.reason_string = "the server answered in MQTT 3.1.1: unacceptable protocol version";
    return view;
  }
  if (const auto fault = read_properties(in, PacketType::connack, view)) return tl::unexpected(*fault);
  if (in.left() != 0) return tl::unexpected(trailing_bytes);
  // Unknown ones from 0x80 on are refusals like the others; below there is nothing but success.
  if (view.reason_code != 0 && view.reason_code < 0x80) return tl::unexpected(connack_reason);
  return view;
}

tl::expected<SubackView, PacketFault> decode_suback(std::string_view body) {
  return decode_codes(body, PacketType::suback, {suback_short, suback_id, suback_empty});
}

tl::expected<SubackView, PacketFault> decode_unsuback(std::string_view body) {
  return decode_codes(body, PacketType::unsuback, {unsuback_short, unsuback_id, unsuback_empty});
}

tl::expected<DisconnectView, PacketFault> decode_disconnect(std::string_view body) {
  WireReader in(body);
  DisconnectView view;
  // Both may be left out: a reason code of 0x00 (3.14.2.1), and properties where there are none (3.14.2.2.1).
  if (!in.take(view.reason_code) || in.left() == 0) return view;
  if (const auto fault = read_properties(in, PacketType::disconnect, view)) return tl::unexpected(*fault);
  if (in.left() != 0) return tl::unexpected(trailing_bytes);
  return view;
}

}  // namespace sluice
