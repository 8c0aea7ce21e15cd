// SPDX-License-Identifier: Apache-2.0
#include "firehose/connect_packet.hpp"

namespace sluice::bench {
namespace {

std::size_t byte_at(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

std::size_t u16_at(std::string_view bytes, std::size_t at) {
  return at + 2 <= bytes.size() ? (byte_at(bytes, at) << 8U) | byte_at(bytes, at + 1) : bytes.size();
}

// Size of the value of a CONNECT property [MQTT 3.1.2.11] that begins at `at`; nothing for any other property.
std::optional<std::size_t> value_size(std::size_t property, std::string_view bytes, std::size_t at) {
  switch (property) {
    case 0x17:  // Request Problem Information
    case 0x19:  // Request Response Information
      return 1;
    case 0x21:  // Receive Maximum
    case 0x22:  // Topic Alias Maximum
      return 2;
    case 0x11:  // Session Expiry Interval
    case 0x27:  // Maximum Packet Size
      return 4;
    case 0x15:  // Authentication Method
    case 0x16:  // Authentication Data
      return 2 + u16_at(bytes, at);
    case 0x26: {  // User Property
      const std::size_t name = 2 + u16_at(bytes, at);
      return name + 2 + u16_at(bytes, at + name);
    }
    default: return std::nullopt;
  }
}

}  // namespace

std::optional<std::size_t> read_variable(std::string_view bytes, std::size_t& at) {
  std::size_t value = 0;
  for (unsigned shift = 0; shift < 28; shift += 7) {
    if (at >= bytes.size()) return std::nullopt;
    const std::size_t digit = byte_at(bytes, at++);
    value |= (digit & 0x7FU) << shift;
    if (digit < 0x80) return value;
  }
  return std::nullopt;
}

std::optional<ConnectPacket> read_connect(std::string_view body) {
  using namespace std::string_view_literals;
  // Protocol name and version; then flags and keep-alive, three bytes.
  static constexpr auto head = "\0\4MQTT\5"sv;
  if (body.substr(0, head.size()) != head) return std::nullopt;
  std::size_t at = head.size() + 3;
  const auto length = read_variable(body, at);
  if (!length || body.size() < at + *length) return std::nullopt;
  const std::string_view properties = body.substr(at, *length);

  ConnectPacket connect;
  for (at = 0; at < properties.size();) {
    const std::size_t property = byte_at(properties, at++);
    const auto size = value_size(property, properties, at);
    if (!size || properties.size() - at < *size) return std::nullopt;
    if (property == 0x21) connect.receive_maximum = static_cast<std::uint16_t>(u16_at(properties, at));
    at += *size;
  }
  return connect.receive_maximum > 0 ? std::optional(connect) : std::nullopt;
}

}  // namespace sluice::bench
