// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "mapping/mqtt_message.hpp"
#include "mapping/utf8.hpp"

namespace sluice::test {

inline bool lies_in(std::string_view part, std::string_view whole) {
  const std::less_equal<> not_after;
  return not_after(whole.data(), part.data()) && not_after(part.data() + part.size(), whole.data() + whole.size());
}

inline bool is_text_in(std::string_view text, std::string_view whole) {
  return lies_in(text, whole) && !find_bad_utf8(text);
}

/// What a message that was decoded from `body` has and must not have; empty if it is sound.
inline std::string broken_invariant(const MqttMessage& message, std::string_view body) {
  constexpr std::string_view wildcards = "#+";
  if (message.qos > 1) return "QoS above 1";
  if ((message.packet_id == 0) != (message.qos == 0)) return "a packet id that does not suit the QoS";
  if (message.duplicated && message.qos == 0) return "DUP with QoS 0";
  if (message.topic.empty() || message.topic.find_first_of(wildcards) != std::string_view::npos) return "a bad topic";
  if (!is_text_in(message.topic, body)) return "a topic beside the packet";
  if (!lies_in(message.payload, body)) return "a payload beside the packet";
  if (message.payload.data() + message.payload.size() != body.data() + body.size()) return "a payload cut short";
  if (message.payload_format.value_or(0) > 1) return "a payload format above 1";
  if (message.content_type && !is_text_in(*message.content_type, body)) return "a bad content type";
  if (message.response_topic && !is_text_in(*message.response_topic, body)) return "a bad response topic";
  if (message.correlation_data && !lies_in(*message.correlation_data, body))
    return "correlation data beside the packet";
  for (const UserProperty& property : message.user_properties) {
    if (!is_text_in(property.name, body) || !is_text_in(property.value, body)) return "a bad user property";
  }
  return "";
}

}  // namespace sluice::test
