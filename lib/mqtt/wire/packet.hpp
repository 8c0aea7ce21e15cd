// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace sluice {

/// MQTT Control Packet types (MQTT 5, 2.1.2).
enum class PacketType : std::uint8_t {
  connect = 1,
  connack,
  publish,
  puback,
  pubrec,
  pubrel,
  pubcomp,
  subscribe,
  suback,
  unsubscribe,
  unsuback,
  pingreq,
  pingresp,
  disconnect,
  auth
};

/// The standard's name of a type, e.g. "PUBLISH".
std::string_view to_text(PacketType type);

/// Why a packet is refused. All texts have static storage.
struct PacketFault {
  std::uint8_t reason_code = 0;  ///< for our DISCONNECT: 0x81, 0x82, 0x94 or 0x95; 0x84 for an answer in MQTT 3.1.1
  std::string_view section;      ///< of MQTT 5.0, e.g. "1.5.5"
  std::string_view text;         ///< e.g. "Remaining Length takes more than four bytes"

  friend bool operator==(const PacketFault&, const PacketFault&) = default;
};

/// The fixed header of a packet (2.1.1).
struct FrameHeader {
  PacketType type = PacketType::publish;
  std::uint8_t flags = 0;       ///< low nibble of the first byte
  std::uint32_t body_size = 0;  ///< Remaining Length, at most 268,435,455
  std::uint8_t header_size = 0;

  std::size_t frame_size() const { return std::size_t{header_size} + body_size; }
};

/// The strings of a CONNACK take up to 64 KiB each; what is larger than this is an attack on our memory. PUBLISH has a
/// bound of its own, `mqtt.max_message_size`.
inline constexpr std::size_t control_packet_bytes_max = 1U << 20U;
inline constexpr PacketFault control_packet_too_large{0x95, "3.14.2.1", "a control packet of more than 1 MiB"};

/// Who wrote the bytes.
enum class Sender : std::uint8_t { server, client };

/// Reads the fixed header at the front of `bytes`; never looks beyond it. No value: more bytes are needed.
/// Faults: reserved type and flags (2.1.2, 2.1.3), a type that this side never sends, a Remaining Length that is too
/// long or not minimal (1.5.5) or does not suit the type. A fault shows with the first byte that proves it. The flags
/// of a PUBLISH are left to `PublishDecoder`.
tl::expected<std::optional<FrameHeader>, PacketFault> parse_frame_header(std::string_view bytes, Sender sender);

/// The header of a PUBLISH whose length takes one or two bytes, which nearly all packets are. Nullopt: ask
/// `parse_frame_header`, it knows all others and what is wrong.
inline std::optional<FrameHeader> peek_publish(std::string_view bytes) {
  constexpr std::uint32_t plainly_long_enough = 16;
  if (bytes.size() < 3) return std::nullopt;
  const auto at = [bytes](std::size_t index) { return static_cast<std::uint8_t>(bytes[index]); };
  if (at(0) >> 4U != static_cast<std::uint8_t>(PacketType::publish)) return std::nullopt;
  const bool is_short = at(1) < 0x80;
  if (!is_short && (at(2) >= 0x80 || at(2) == 0)) return std::nullopt;
  const std::uint32_t body_size = is_short ? at(1) : (at(1) & 0x7FU) | std::uint32_t{at(2)} << 7U;
  if (body_size < plainly_long_enough) return std::nullopt;
  return FrameHeader{PacketType::publish, static_cast<std::uint8_t>(at(0) & 0x0FU), body_size,
                     static_cast<std::uint8_t>(is_short ? 2 : 3)};
}

/// Appends a PUBACK with reason code 0x00 in its short form (3.4.2.1): four bytes.
void append_puback(std::string& out, std::uint16_t packet_id);
void append_pingreq(std::string& out);
void append_pingresp(std::string& out);
/// Appends a DISCONNECT (3.14). 0x00 takes the short form of two bytes.
void append_disconnect(std::string& out, std::uint8_t reason_code);
/// The same with a Reason String (3.14.2.2.3): UTF-8 text, cut to 256 bytes.
void append_disconnect(std::string& out, std::uint8_t reason_code, std::string_view reason_string);

/// What a CONNACK that passes through tells us (3.2). Absent properties have the standard's defaults, or no value
/// where the default is "as the client asked". Views point into the body.
struct ConnackView {
  std::uint8_t reason_code = 0;
  bool session_present = false;
  std::optional<std::uint16_t> server_keep_alive;  ///< seconds; overrides ours; 0 turns it off
  std::optional<std::uint32_t> session_expiry;     ///< seconds; 0xFFFFFFFF is never
  std::uint16_t receive_maximum = 65535;           ///< for what we would publish
  std::uint8_t maximum_qos = 2;
  std::uint16_t topic_alias_maximum = 0;  ///< of what we would publish
  std::optional<std::uint32_t> maximum_packet_size;
  bool retain_available = true;
  bool wildcard_subscription_available = true;
  bool subscription_identifier_available = true;
  bool shared_subscription_available = true;
  std::optional<std::string_view> assigned_client_id;
  std::optional<std::string_view> server_reference;
  std::optional<std::string_view> reason_string;
};

/// Decodes a CONNACK's body. A refusal in the form of MQTT 3.1.1 (two bytes, "unacceptable protocol version") is what a
/// server without MQTT 5 sends: it is returned as reason code 0x84 with a reason string that says so.
tl::expected<ConnackView, PacketFault> decode_connack(std::string_view body);

/// A SUBACK or UNSUBACK (3.9, 3.11). Views point into the body.
struct SubackView {
  std::uint16_t packet_id = 0;
  std::optional<std::string_view> reason_string;
  std::string_view codes;  ///< one byte for each filter of the request, in its order; never empty

  std::uint8_t code(std::size_t index) const { return static_cast<std::uint8_t>(codes[index]); }
};

tl::expected<SubackView, PacketFault> decode_suback(std::string_view body);
tl::expected<SubackView, PacketFault> decode_unsuback(std::string_view body);

/// A server's DISCONNECT (3.14). Views point into the body.
struct DisconnectView {
  std::uint8_t reason_code = 0;  ///< absent: 0x00
  std::optional<std::string_view> reason_string;
  std::optional<std::string_view> server_reference;
};

tl::expected<DisconnectView, PacketFault> decode_disconnect(std::string_view body);

}  // namespace sluice
