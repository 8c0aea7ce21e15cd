// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// MQTT 5 on the wire, written for the tests alone: it must be able to judge the decoder of the product.
namespace sluice::test {

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
std::string_view name_of(PacketType type);

/// MQTT 5, 2.2.2.2.
enum class PropertyId : std::uint8_t {
  payload_format = 0x01,
  message_expiry = 0x02,
  content_type = 0x03,
  response_topic = 0x08,
  correlation_data = 0x09,
  subscription_identifier = 0x0B,
  session_expiry = 0x11,
  assigned_client_id = 0x12,
  server_keep_alive = 0x13,
  authentication_method = 0x15,
  authentication_data = 0x16,
  request_problem_information = 0x17,
  will_delay = 0x18,
  request_response_information = 0x19,
  response_information = 0x1A,
  server_reference = 0x1C,
  reason_string = 0x1F,
  receive_maximum = 0x21,
  topic_alias_maximum = 0x22,
  topic_alias = 0x23,
  maximum_qos = 0x24,
  retain_available = 0x25,
  user_property = 0x26,
  maximum_packet_size = 0x27,
  wildcard_available = 0x28,
  subscription_identifiers_available = 0x29,
  shared_available = 0x2A
};

using TextPair = std::pair<std::string, std::string>;

/// One property: numbers of any width as uint32, text and binary as bytes, a user property as a pair.
struct Property {
  PropertyId id;
  std::variant<std::uint32_t, std::string, TextPair> value;

  friend bool operator==(const Property&, const Property&) = default;
};
using Properties = std::vector<Property>;

/// The number of `id`, or nullopt when it is absent.
std::optional<std::uint32_t> number_of(const Properties& properties, PropertyId id);
/// The text of `id`, or nullopt when it is absent.
std::optional<std::string> text_of(const Properties& properties, PropertyId id);
bool has(const Properties& properties, PropertyId id);
/// All user properties in order.
std::vector<TextPair> user_properties_of(const Properties& properties);

/// What was received is not MQTT 5.
class WireError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Appends the types of MQTT 5, 1.5 to a text of bytes.
class WireWriter {
 public:
  WireWriter& u8(unsigned value);
  WireWriter& u16(unsigned value);
  WireWriter& u32(std::uint32_t value);
  WireWriter& varint(std::uint32_t value);
  WireWriter& text(std::string_view value);  ///< two bytes of length, then the bytes
  WireWriter& raw(std::string_view value);
  WireWriter& properties(const Properties& list);  ///< length, then the properties

  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// Takes the types of MQTT 5, 1.5 from bytes; throws WireError when they end too early.
class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t u8();
  std::uint16_t u16();
  std::uint32_t u32();
  std::uint32_t varint();
  std::string text();
  std::string raw(std::size_t size);
  Properties properties();

  bool at_end() const { return rest_.empty(); }
  std::string rest() { return raw(rest_.size()); }

 private:
  std::string_view rest_;
};

/// One control packet: the first byte, and all behind the length.
struct Packet {
  std::uint8_t first = 0;
  std::string body;

  PacketType type() const { return static_cast<PacketType>(first >> 4U); }
  std::uint8_t flags() const { return first & 0x0FU; }
  std::string bytes() const;
};

/// The bytes of a packet: first byte, length, body.
std::string frame(unsigned first, std::string_view body);

/// Cuts a stream of bytes into packets.
class FrameBuffer {
 public:
  void append(std::string_view bytes) { bytes_ += bytes; }
  /// The next whole packet, or nullopt when more bytes are needed.
  std::optional<Packet> next();
  /// Bytes of a packet that has not come whole yet.
  std::size_t pending() const { return bytes_.size() - start_; }
  /// Gives up the bytes of a packet that has not come whole.
  std::string take_rest();

 private:
  std::string bytes_;
  std::size_t start_ = 0;
};

/// `0x8F`.
std::string hex_byte(unsigned value);
/// `30 05 00 ...`, at most `limit` bytes of it.
std::string hex(std::string_view bytes, std::size_t limit = 32);

}  // namespace sluice::test
