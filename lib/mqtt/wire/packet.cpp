// SPDX-License-Identifier: Apache-2.0
#include "mqtt/wire/packet.hpp"

#include <array>

#include "mqtt/wire/wire_reader.hpp"

namespace sluice {
namespace {

constexpr std::uint8_t by_server = 1;
constexpr std::uint8_t by_client = 2;
constexpr std::uint8_t by_both = 3;
constexpr std::uint32_t body_max = 268'435'455;

/// What the fixed header of a type must be (2.1.2, 2.1.3) and which Remaining Length its fields need at least.
struct Row {
  std::string_view name;
  std::uint8_t senders;
  std::uint8_t flags;
  std::uint32_t body_min;
  std::uint32_t body_max;
  std::string_view section;  ///< of the Remaining Length
  std::string_view bad_size;
};

// Indexed by type. Answers of MQTT 3.1.1 are two bytes long and still welcome as a CONNACK: `decode_connack` names
// them.
constexpr std::array<Row, 16> rows{{
    {"", 0, 0, 0, 0, "", ""},
    {"CONNECT", by_client, 0, 13, body_max, "3.1.1", "CONNECT is too short for its fields"},
    {"CONNACK", by_server, 0, 2, body_max, "3.2.1", "CONNACK is too short for its fields"},
    {"PUBLISH", by_both, 0, 3, body_max, "3.3.1.4", "PUBLISH is too short for its fields"},
    {"PUBACK", by_both, 0, 2, body_max, "3.4.1", "PUBACK is too short for its Packet Identifier"},
    {"PUBREC", by_both, 0, 2, body_max, "3.5.1", "PUBREC is too short for its Packet Identifier"},
    {"PUBREL", by_both, 2, 2, body_max, "3.6.1", "PUBREL is too short for its Packet Identifier"},
    {"PUBCOMP", by_both, 0, 2, body_max, "3.7.1", "PUBCOMP is too short for its Packet Identifier"},
    {"SUBSCRIBE", by_client, 2, 7, body_max, "3.8.1", "SUBSCRIBE is too short for its fields"},
    {"SUBACK", by_server, 0, 4, body_max, "3.9.1", "SUBACK is too short for its fields"},
    {"UNSUBSCRIBE", by_client, 2, 6, body_max, "3.10.1", "UNSUBSCRIBE is too short for its fields"},
    {"UNSUBACK", by_server, 0, 4, body_max, "3.11.1", "UNSUBACK is too short for its fields"},
    {"PINGREQ", by_client, 0, 0, 0, "3.12.1", "PINGREQ with a Remaining Length other than 0"},
    {"PINGRESP", by_server, 0, 0, 0, "3.13.1", "PINGRESP with a Remaining Length other than 0"},
    {"DISCONNECT", by_both, 0, 0, body_max, "3.14.1", ""},
    {"AUTH", by_both, 0, 0, body_max, "3.15.1", ""},
}};

constexpr PacketFault reserved_type{0x81, "2.1.2", "packet type 0 is reserved"};
constexpr PacketFault not_from_server{0x82, "2.1.2", "a packet type that only a client sends"};
constexpr PacketFault not_from_client{0x82, "2.1.2", "a packet type that only a server sends"};
constexpr PacketFault bad_flags{0x81, "2.1.3", "the flags of the fixed header are not those of the packet type"};
constexpr PacketFault length_too_long{0x81, "1.5.5", "Remaining Length takes more than four bytes"};
constexpr PacketFault length_not_minimal{0x81, "1.5.5", "Remaining Length takes more bytes than it needs"};

constexpr std::size_t reason_string_max = 256;

const Row& row_of(PacketType type) { return rows[static_cast<std::size_t>(type)]; }

const PacketFault* check_first_byte(std::uint8_t type, std::uint8_t flags, Sender sender) {
  if (type == 0) return &reserved_type;
  const Row& row = rows[type];
  if (sender == Sender::server && (row.senders & by_server) == 0) return &not_from_server;
  if (sender == Sender::client && (row.senders & by_client) == 0) return &not_from_client;
  const bool decoder_checks_flags = static_cast<PacketType>(type) == PacketType::publish;
  return decoder_checks_flags || flags == row.flags ? nullptr : &bad_flags;
}

void append_byte(std::string& out, std::size_t value) { out.push_back(static_cast<char>(value & 0xFFU)); }

void append_variable(std::string& out, std::size_t value) {
  for (; value > 0x7F; value >>= 7U) append_byte(out, (value & 0x7FU) | 0x80U);
  append_byte(out, value);
}

/// At most `max` bytes, without a character cut in two.
std::string_view cut_text(std::string_view text, std::size_t max) {
  if (text.size() <= max) return text;
  while (max > 0 && (static_cast<unsigned char>(text[max]) & 0xC0U) == 0x80U) --max;
  return text.substr(0, max);
}

}  // namespace

std::string_view to_text(PacketType type) { return row_of(type).name; }

tl::expected<std::optional<FrameHeader>, PacketFault> parse_frame_header(std::string_view bytes, Sender sender) {
  WireReader in(bytes);
  std::uint8_t first = 0;
  if (!in.take(first)) return std::nullopt;
  const auto type = static_cast<std::uint8_t>(first >> 4U);
  const auto flags = static_cast<std::uint8_t>(first & 0x0FU);
  if (const PacketFault* fault = check_first_byte(type, flags, sender)) return tl::unexpected(*fault);

  FrameHeader header{static_cast<PacketType>(type), flags, 0, 0};
  switch (in.take_variable(header.body_size)) {
    case VariableByteInteger::complete: break;
    case VariableByteInteger::cut_short: return std::nullopt;
    case VariableByteInteger::too_long: return tl::unexpected(length_too_long);
    case VariableByteInteger::not_minimal: return tl::unexpected(length_not_minimal);
  }
  header.header_size = static_cast<std::uint8_t>(bytes.size() - in.left());
  const Row& row = rows[type];
  if (header.body_size < row.body_min || header.body_size > row.body_max) {
    return tl::unexpected(PacketFault{0x81, row.section, row.bad_size});
  }
  return header;
}

void append_puback(std::string& out, std::uint16_t packet_id) {
  const std::array packet{'\x40', '\x02', static_cast<char>(packet_id >> 8U), static_cast<char>(packet_id & 0xFFU)};
  out.append(packet.data(), packet.size());
}

void append_pingreq(std::string& out) { out.append("\xC0\x00", 2); }

void append_pingresp(std::string& out) { out.append("\xD0\x00", 2); }

void append_disconnect(std::string& out, std::uint8_t reason_code) {
  if (reason_code == 0) {
    out.append("\xE0\x00", 2);
    return;
  }
  out.append("\xE0\x01", 2);
  append_byte(out, reason_code);
}

void append_disconnect(std::string& out, std::uint8_t reason_code, std::string_view reason_string) {
  const std::string_view text = cut_text(reason_string, reason_string_max);
  const std::size_t property_size = 1 + 2 + text.size();
  const std::size_t length_size = property_size > 0x7F ? 2 : 1;
  append_byte(out, 0xE0);
  append_variable(out, 1 + length_size + property_size);
  append_byte(out, reason_code);
  append_variable(out, property_size);
  append_byte(out, 0x1F);
  append_byte(out, text.size() >> 8U);
  append_byte(out, text.size());
  out.append(text);
}

}  // namespace sluice
