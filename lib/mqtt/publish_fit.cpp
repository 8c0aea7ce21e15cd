// SPDX-License-Identifier: Apache-2.0
#include "mqtt/publish_fit.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "mqtt/wire/utf8.hpp"

namespace sluice {
namespace {

constexpr std::size_t text_bytes_max = 65535;              // 1.5.4
constexpr std::size_t packet_bytes_max = 268'435'455 + 5;  // 1.5.5: four length bytes, and the packet type

std::size_t length_bytes(std::size_t value) {
  std::size_t bytes = 1;
  for (; value > 0x7F; value >>= 7U) ++bytes;
  return bytes;
}

/// Identifier, length, bytes.
std::size_t property_bytes(const std::optional<std::string_view>& text) { return text ? 3 + text->size() : 0; }

std::string wrong_text(std::string_view what, std::string_view text) {
  if (text.size() > text_bytes_max) {
    return std::string(what) + " has " + std::to_string(text.size()) + " bytes; MQTT carries 65535 at the most";
  }
  if (!is_mqtt_text(text)) return std::string(what) + " is not UTF-8 text as MQTT carries it";
  return {};
}

std::string wrong_topic(std::string_view topic) {
  if (topic.empty()) return "the topic is empty: a PUBLISH needs one";
  if (topic.find_first_of("+#") != std::string_view::npos) {
    return "the topic `" + std::string(topic) + "` has a wildcard: only filters may have one";
  }
  return wrong_text("the topic", topic);
}

std::string wrong_properties(const MqttMessage& message) {
  const std::array<std::pair<std::string_view, std::optional<std::string_view>>, 2> texts{
      {{"the content type", message.content_type}, {"the response topic", message.response_topic}}};
  for (const auto& [what, text] : texts) {
    if (!text) continue;
    if (std::string wrong = wrong_text(what, *text); !wrong.empty()) return wrong;
  }
  if (message.correlation_data.value_or("").size() > text_bytes_max)
    return "the correlation data has more than 65535 bytes";
  for (const auto& [name, value] : message.user_properties) {
    if (std::string wrong = wrong_text("the name of a user property", name); !wrong.empty()) return wrong;
    if (std::string wrong = wrong_text("the user property `" + std::string(name) + '`', value); !wrong.empty()) {
      return wrong;
    }
  }
  return {};
}

}  // namespace

std::size_t publish_bytes(const MqttMessage& message) {
  std::size_t properties = (message.payload_format ? 2U : 0U) + (message.message_expiry ? 5U : 0U);
  properties += property_bytes(message.content_type) + property_bytes(message.response_topic);
  properties += property_bytes(message.correlation_data);
  for (const auto& [name, value] : message.user_properties) properties += 5 + name.size() + value.size();
  const std::size_t rest =
      2 + message.topic.size() + 2 + length_bytes(properties) + properties + message.payload.size();
  return 1 + length_bytes(rest) + rest;
}

std::string why_unfit(const MqttMessage& message, const BrokerLimits& limits) {
  if (std::string wrong = wrong_topic(message.topic); !wrong.empty()) return wrong;
  if (std::string wrong = wrong_properties(message); !wrong.empty()) return wrong;
  if (!limits.takes_qos_1) {
    return "the broker takes QoS 0 only, which has no acknowledgement: let it take QoS 1 from this client";
  }
  if (message.retained && !limits.takes_retained) {
    return "the message is a retained one and the broker takes none: turn retained messages on in it";
  }
  const std::size_t most = limits.packet_bytes_max.value_or(packet_bytes_max);
  if (const std::size_t bytes = publish_bytes(message); bytes > most) {
    return "the message makes a packet of " + std::to_string(bytes) + " bytes, the broker takes " +
           std::to_string(most) + ": raise its packet size limit";
  }
  return {};
}

}  // namespace sluice
