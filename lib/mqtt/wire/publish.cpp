// SPDX-License-Identifier: Apache-2.0
#include "mqtt/wire/publish.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "mqtt/wire/property.hpp"
#include "mqtt/wire/utf8.hpp"
#include "mqtt/wire/wire_reader.hpp"

namespace sluice {
namespace {

constexpr PacketFault bad_qos{0x81, "3.3.1.2", "QoS 3 does not exist"};
constexpr PacketFault qos_not_granted{0x82, "3.8.4", "QoS 2 is more than the subscription asked for"};
constexpr PacketFault dup_without_qos{0x81, "3.3.1.1", "DUP is set with QoS 0"};
constexpr PacketFault topic_short{0x81, "3.3.2.1", "Topic Name goes beyond the end of the packet"};
constexpr PacketFault topic_not_text{0x81, "1.5.4", "Topic Name is not UTF-8, or has U+0000 in it"};
constexpr PacketFault topic_wildcard{0x81, "3.3.2.1", "Topic Name has a wildcard in it"};
constexpr PacketFault topic_missing{0x82, "3.3.2.1", "Topic Name is empty and there is no Topic Alias"};
constexpr PacketFault id_short{0x81, "3.3.2.2", "Packet Identifier goes beyond the end of the packet"};
constexpr PacketFault id_zero{0x82, "2.2.1", "Packet Identifier is 0"};
constexpr PacketFault alias{0x94, "3.3.2.3.4", "Topic Alias although no Topic Alias Maximum was announced"};

// A packet full of empty user properties needs six times its size here: such a list is given back afterwards.
constexpr std::size_t kept_user_properties_max = 4096;

bool is_wildcard(char c) { return c == '#' || c == '+'; }

/// '#' and '+' differ in the bit 0x08 only, so one comparison finds both in eight bytes.
bool has_wildcard(const char* eight_bytes) {
  constexpr std::uint64_t low_bits = 0x0101010101010101U;
  std::uint64_t word = 0;
  std::memcpy(&word, eight_bytes, sizeof word);
  const std::uint64_t zero_at_wildcard = (word | low_bits * 0x08) ^ low_bits * '+';
  return ((zero_at_wildcard - low_bits) & ~zero_at_wildcard & low_bits * 0x80) != 0;
}

/// Eight bytes at a time; the last eight may overlap those before.
bool has_wildcard(std::string_view topic) {
  constexpr std::size_t step = 8;
  if (topic.size() < step) return std::any_of(topic.begin(), topic.end(), is_wildcard);
  const char* const last = topic.data() + topic.size() - step;
  for (const char* at = topic.data(); at < last; at += step) {
    if (has_wildcard(at)) return true;
  }
  return has_wildcard(last);
}

const PacketFault* read_flags(std::uint8_t flags, MqttMessage& message) {
  message.retained = (flags & 0x01U) != 0;
  message.qos = static_cast<std::uint8_t>(flags >> 1U & 0x03U);
  message.duplicated = (flags & 0x08U) != 0;
  if (message.qos == 3) return &bad_qos;
  if (message.qos == 2) return &qos_not_granted;
  return message.duplicated && message.qos == 0 ? &dup_without_qos : nullptr;
}

const PacketFault* read_topic(WireReader& in, MqttMessage& message) {
  if (!in.take_prefixed(message.topic)) return &topic_short;
  if (!is_mqtt_text(message.topic)) return &topic_not_text;
  return has_wildcard(message.topic) ? &topic_wildcard : nullptr;
}

const PacketFault* read_packet_id(WireReader& in, MqttMessage& message) {
  if (message.qos == 0) return nullptr;
  if (!in.take(message.packet_id)) return &id_short;
  return message.packet_id == 0 ? &id_zero : nullptr;
}

const PacketFault* keep(const Property& property, MqttMessage& message, std::vector<UserProperty>& user_properties) {
  switch (property.id) {
    case PropertyId::user_property: user_properties.push_back({property.name, property.text}); break;
    case PropertyId::payload_format: message.payload_format = static_cast<std::uint8_t>(property.number); break;
    case PropertyId::message_expiry: message.message_expiry = property.number; break;
    case PropertyId::content_type: message.content_type = property.text; break;
    case PropertyId::correlation_data: message.correlation_data = property.text; break;
    // Wildcards are forbidden in it [MQTT-3.3.2-14], but brokers let them pass (Mosquitto 2.0.11 does), and to refuse
    // them would let any publisher stop us for good: the broker sends the message again after each reconnect.
    case PropertyId::response_topic: message.response_topic = property.text; break;
    case PropertyId::topic_alias: return &alias;
    default: break;  // Subscription Identifier: checked by the reader, none was asked for.
  }
  return nullptr;
}

}  // namespace

// One return of one object: a second would cost a copy of the message.
tl::expected<MqttMessage, PacketFault> PublishDecoder::decode(std::uint8_t flags, std::string_view body) {
  tl::expected<MqttMessage, PacketFault> result;
  if (const PacketFault* fault = read(flags, body, *result)) result = tl::unexpected(*fault);
  return result;
}

// Flattened: its many small steps cost more by their calls than by their work (bench/mapping).
[[gnu::flatten]] const PacketFault* PublishDecoder::read(std::uint8_t flags, std::string_view body,
                                                         MqttMessage& message) {
  if (user_properties_.capacity() > kept_user_properties_max) user_properties_ = std::vector<UserProperty>();
  user_properties_.clear();
  WireReader in(body);
  if (const PacketFault* fault = read_flags(flags, message)) return fault;
  if (const PacketFault* fault = read_topic(in, message)) return fault;
  if (const PacketFault* fault = read_packet_id(in, message)) return fault;
  if (const PacketFault* fault = read_properties(in, message)) return fault;
  if (message.topic.empty()) return &topic_missing;
  message.user_properties = user_properties_;
  message.payload = in.rest();
  return nullptr;
}

const PacketFault* PublishDecoder::read_properties(WireReader& in, MqttMessage& message) {
  PropertyReader properties(PacketType::publish);
  Property property;
  PropertyReader::Step step = properties.open(in) ? properties.next(property) : PropertyReader::Step::fault;
  for (; step == PropertyReader::Step::property; step = properties.next(property)) {
    if (const PacketFault* fault = keep(property, message, user_properties_)) return fault;
  }
  if (step == PropertyReader::Step::end) return nullptr;
  fault_ = properties.fault();
  return &fault_;
}

}  // namespace sluice
