// SPDX-License-Identifier: Apache-2.0
#include "mqtt/wire/client_packet.hpp"

#include "mqtt/wire/packet.hpp"
#include "mqtt/wire/property.hpp"

namespace sluice {
namespace {

constexpr std::uint8_t reserved_flags = 0x02;  // of SUBSCRIBE and UNSUBSCRIBE (2.1.3)

void append_byte(std::string& out, unsigned value) { out += static_cast<char>(static_cast<unsigned char>(value)); }

void append_u16(std::string& out, std::uint32_t value) {
  append_byte(out, value >> 8U & 0xFFU);
  append_byte(out, value & 0xFFU);
}

void append_u32(std::string& out, std::uint32_t value) {
  append_u16(out, value >> 16U);
  append_u16(out, value & 0xFFFFU);
}

/// The configuration bounds all texts to what two bytes count.
void append_text(std::string& out, std::string_view text) {
  append_u16(out, static_cast<std::uint32_t>(text.size()));
  out.append(text);
}

void append_length(std::string& out, std::size_t value) {
  do {
    const auto low = static_cast<unsigned>(value & 0x7FU);
    value >>= 7U;
    append_byte(out, value > 0 ? low | 0x80U : low);
  } while (value > 0);
}

void append_packet(std::string& out, PacketType type, std::uint8_t flags, std::string_view body) {
  append_byte(out, static_cast<unsigned>(type) << 4U | flags);
  append_length(out, body.size());
  out.append(body);
}

void append_id(std::string& out, PropertyId id) { append_byte(out, static_cast<unsigned>(id)); }

}  // namespace

void append_connect(std::string& out, const ConnectRequest& request) {
  constexpr unsigned version = 5;
  constexpr unsigned clean_start = 0x02;
  constexpr unsigned has_password = 0x40;
  constexpr unsigned has_username = 0x80;
  std::string body;
  append_text(body, "MQTT");
  append_byte(body, version);
  append_byte(body, clean_start | (request.username ? has_username : 0U) | (request.password ? has_password : 0U));
  append_u16(body, request.keep_alive_s);
  std::string properties;
  append_id(properties, PropertyId::session_expiry);
  append_u32(properties, request.session_expiry_s);
  append_id(properties, PropertyId::receive_maximum);
  append_u16(properties, request.receive_maximum);
  append_length(body, properties.size());
  body += properties;
  append_text(body, request.client_id);
  if (request.username) append_text(body, *request.username);
  if (request.password) append_text(body, request.password->reveal());
  append_packet(out, PacketType::connect, 0, body);
}

void append_subscribe(std::string& out, std::uint16_t packet_id, std::span<const std::string> filters,
                      std::uint8_t options) {
  std::string body;
  append_u16(body, packet_id);
  append_length(body, 0);
  for (const std::string& filter : filters) {
    append_text(body, filter);
    append_byte(body, options);
  }
  append_packet(out, PacketType::subscribe, reserved_flags, body);
}

void append_unsubscribe(std::string& out, std::uint16_t packet_id, std::span<const std::string> filters) {
  std::string body;
  append_u16(body, packet_id);
  append_length(body, 0);
  for (const std::string& filter : filters) append_text(body, filter);
  append_packet(out, PacketType::unsubscribe, reserved_flags, body);
}

}  // namespace sluice
