// SPDX-License-Identifier: Apache-2.0
#include "mqtt/wire/property.hpp"

#include <array>
#include <cstddef>

#include "mqtt/wire/utf8.hpp"

namespace sluice {
namespace {

enum class WireType : std::uint8_t { none, byte, two_bytes, four_bytes, variable, text, binary, pair };

constexpr std::uint32_t in(PacketType packet) { return 1U << static_cast<unsigned>(packet); }
constexpr std::uint32_t publish = in(PacketType::publish);
constexpr std::uint32_t connack = in(PacketType::connack);
constexpr std::uint32_t disconnect = in(PacketType::disconnect);
constexpr std::uint32_t answers = connack | disconnect | in(PacketType::suback) | in(PacketType::unsuback);
constexpr std::uint32_t any_number = 0xFFFFFFFF;

struct Row {
  PropertyId id{};
  WireType type = WireType::none;
  std::uint32_t packets = 0;
  std::string_view section;
  std::string_view twice;  ///< the fault of a second one; empty where it may be repeated
  std::uint32_t min = 0;
  std::uint32_t max = any_number;
  std::string_view range{};  ///< the fault of a number outside of min to max
};

// Where several packets have the property, the section is the one of the table of all properties.
constexpr std::array rows{
    Row{PropertyId::payload_format, WireType::byte, publish, "3.3.2.3.2", "Payload Format Indicator comes twice", 0, 1,
        "Payload Format Indicator is neither 0 nor 1"},
    Row{PropertyId::message_expiry, WireType::four_bytes, publish, "3.3.2.3.3", "Message Expiry Interval comes twice"},
    Row{PropertyId::topic_alias, WireType::two_bytes, publish, "3.3.2.3.4", "Topic Alias comes twice"},
    Row{PropertyId::response_topic, WireType::text, publish, "3.3.2.3.5", "Response Topic comes twice"},
    Row{PropertyId::correlation_data, WireType::binary, publish, "3.3.2.3.6", "Correlation Data comes twice"},
    Row{PropertyId::user_property, WireType::pair, publish | answers, "3.3.2.3.7", ""},
    Row{PropertyId::subscription_identifier, WireType::variable, publish, "3.3.2.3.8", "", 1, any_number,
        "Subscription Identifier is 0"},
    Row{PropertyId::content_type, WireType::text, publish, "3.3.2.3.9", "Content Type comes twice"},
    // In a server's DISCONNECT it must not be [MQTT-3.14.2-2], but the connection is over and the reason counts.
    Row{PropertyId::session_expiry, WireType::four_bytes, connack | disconnect, "2.2.2.2",
        "Session Expiry Interval comes twice"},
    Row{PropertyId::receive_maximum, WireType::two_bytes, connack, "3.2.2.3.3", "Receive Maximum comes twice", 1,
        any_number, "Receive Maximum is 0"},
    Row{PropertyId::maximum_qos, WireType::byte, connack, "3.2.2.3.4", "Maximum QoS comes twice", 0, 1,
        "Maximum QoS is neither 0 nor 1"},
    Row{PropertyId::retain_available, WireType::byte, connack, "3.2.2.3.5", "Retain Available comes twice", 0, 1,
        "Retain Available is neither 0 nor 1"},
    Row{PropertyId::maximum_packet_size, WireType::four_bytes, connack, "3.2.2.3.6", "Maximum Packet Size comes twice",
        1, any_number, "Maximum Packet Size is 0"},
    Row{PropertyId::assigned_client_id, WireType::text, connack, "3.2.2.3.7", "Assigned Client Identifier comes twice"},
    Row{PropertyId::topic_alias_maximum, WireType::two_bytes, connack, "3.2.2.3.8", "Topic Alias Maximum comes twice"},
    Row{PropertyId::reason_string, WireType::text, answers, "2.2.2.2", "Reason String comes twice"},
    Row{PropertyId::wildcard_subscription_available, WireType::byte, connack, "3.2.2.3.11",
        "Wildcard Subscription Available comes twice", 0, 1, "Wildcard Subscription Available is neither 0 nor 1"},
    Row{PropertyId::subscription_identifier_available, WireType::byte, connack, "3.2.2.3.12",
        "Subscription Identifiers Available comes twice", 0, 1,
        "Subscription Identifiers Available is neither 0 nor 1"},
    Row{PropertyId::shared_subscription_available, WireType::byte, connack, "3.2.2.3.13",
        "Shared Subscription Available comes twice", 0, 1, "Shared Subscription Available is neither 0 nor 1"},
    Row{PropertyId::server_keep_alive, WireType::two_bytes, connack, "3.2.2.3.14", "Server Keep Alive comes twice"},
    Row{PropertyId::response_information, WireType::text, connack, "3.2.2.3.15", "Response Information comes twice"},
    Row{PropertyId::server_reference, WireType::text, connack | disconnect, "2.2.2.2", "Server Reference comes twice"},
    Row{PropertyId::authentication_method, WireType::text, connack, "3.2.2.3.17", "Authentication Method comes twice"},
    Row{PropertyId::authentication_data, WireType::binary, connack, "3.2.2.3.18", "Authentication Data comes twice"},
};

constexpr std::size_t identifier_end = 0x2B;

// By identifier, for the way of every message.
constexpr auto by_id = [] {
  std::array<Row, identifier_end> table{};
  for (const Row& row : rows) table[static_cast<std::size_t>(row.id)] = row;
  return table;
}();

constexpr PacketFault length_missing{0x81, "2.2.2.1", "Property Length is missing or cut short"};
constexpr PacketFault length_too_long{0x81, "1.5.5", "Property Length takes more than four bytes"};
constexpr PacketFault length_not_minimal{0x81, "1.5.5", "Property Length takes more bytes than it needs"};
constexpr PacketFault length_beyond{0x81, "2.2.2.1", "Property Length goes beyond the end of the packet"};
constexpr PacketFault foreign{0x81, "2.2.2.2", "a property that this packet cannot have"};
constexpr PacketFault number_short{0x81, "2.2.2", "a number goes beyond the end of the properties"};
constexpr PacketFault string_short{0x81, "1.5.4", "a string goes beyond the end of the properties"};
constexpr PacketFault binary_short{0x81, "1.5.6", "binary data go beyond the end of the properties"};
constexpr PacketFault pair_short{0x81, "1.5.7", "a user property goes beyond the end of the properties"};
constexpr PacketFault not_text{0x81, "1.5.4", "a string is not UTF-8, or has U+0000 in it"};
constexpr PacketFault variable_too_long{0x81, "1.5.5", "Subscription Identifier takes more than four bytes"};
constexpr PacketFault variable_not_minimal{0x81, "1.5.5", "Subscription Identifier takes more bytes than it needs"};

template <class Number>
const PacketFault* read_number(WireReader& in, std::uint32_t& number) {
  Number value = 0;
  if (!in.take(value)) return &number_short;
  number = value;
  return nullptr;
}

const PacketFault* read_variable(WireReader& in, std::uint32_t& number) {
  switch (in.take_variable(number)) {
    case VariableByteInteger::complete: return nullptr;
    case VariableByteInteger::cut_short: return &number_short;
    case VariableByteInteger::too_long: return &variable_too_long;
    case VariableByteInteger::not_minimal: return &variable_not_minimal;
  }
  return &number_short;
}

const PacketFault* read_text(WireReader& in, std::string_view& text) {
  if (!in.take_prefixed(text)) return &string_short;
  return is_mqtt_text(text) ? nullptr : &not_text;
}

const PacketFault* read_pair(WireReader& in, Property& property) {
  if (!in.take_prefixed(property.name) || !in.take_prefixed(property.text)) return &pair_short;
  return is_mqtt_text(property.name) && is_mqtt_text(property.text) ? nullptr : &not_text;
}

const PacketFault* read_value(WireReader& in, WireType type, Property& property) {
  switch (type) {
    case WireType::byte: return read_number<std::uint8_t>(in, property.number);
    case WireType::two_bytes: return read_number<std::uint16_t>(in, property.number);
    case WireType::four_bytes: return read_number<std::uint32_t>(in, property.number);
    case WireType::variable: return read_variable(in, property.number);
    case WireType::text: return read_text(in, property.text);
    case WireType::binary: return in.take_prefixed(property.text) ? nullptr : &binary_short;
    case WireType::pair: return read_pair(in, property);
    case WireType::none: break;
  }
  return &foreign;
}

bool is_number(WireType type) { return type >= WireType::byte && type <= WireType::variable; }

}  // namespace

bool PropertyReader::open(WireReader& packet) {
  std::uint32_t size = 0;
  const PacketFault* fault = nullptr;
  switch (packet.take_variable(size)) {
    case VariableByteInteger::complete: break;
    case VariableByteInteger::cut_short: fault = &length_missing; break;
    case VariableByteInteger::too_long: fault = &length_too_long; break;
    case VariableByteInteger::not_minimal: fault = &length_not_minimal; break;
  }
  std::string_view properties;
  if (fault == nullptr && !packet.take(size, properties)) fault = &length_beyond;
  if (fault != nullptr) {
    fail(*fault);
    return false;
  }
  left_ = WireReader(properties);
  return true;
}

PropertyReader::Step PropertyReader::next(Property& property) {
  std::uint8_t id = 0;
  if (!left_.take(id)) return Step::end;
  // Identifiers are variable byte integers, but all that exist take one byte: a longer one is a foreign one.
  if (id >= identifier_end) return fail(foreign);
  const Row& row = by_id[id];
  if ((row.packets & in(packet_)) == 0) return fail(foreign);
  if (row.id == PropertyId::user_property) {
    // Most properties there are, and bound to no rule but their form: by the shortest way.
    if (const PacketFault* fault = read_pair(left_, property)) return fail(*fault);
    property.id = row.id;
    return Step::property;
  }
  const std::uint64_t bit = std::uint64_t{1} << id;
  if ((seen_ & bit) != 0 && !row.twice.empty()) return fail({0x82, row.section, row.twice});
  seen_ |= bit;
  if (const PacketFault* fault = read_value(left_, row.type, property)) return fail(*fault);
  if (is_number(row.type) && (property.number < row.min || property.number > row.max)) {
    return fail({0x82, row.section, row.range});
  }
  property.id = row.id;
  return Step::property;
}

PropertyReader::Step PropertyReader::fail(const PacketFault& fault) {
  fault_ = fault;
  return Step::fault;
}

}  // namespace sluice
