// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "mapping/fields.hpp"
#include "mapping/number_text.hpp"
#include "mapping/reading.hpp"

namespace sluice {

/// The value of the last user property of that name.
std::optional<std::string_view> last_user_property(const MqttMessage& message, std::string_view name);
/// Of the user property that carries the extended field.
std::optional<std::string_view> extended_text(FieldId id, const Reading& reading);
/// The first subscribed filter that matches the topic.
std::optional<std::string_view> matched_filter(const Reading& reading);

template <class Number>
std::optional<std::string_view> number_text(const std::optional<Number>& value, NumberText& text) {
  if (!value) return std::nullopt;
  return number_text(*value, text);
}

constexpr std::string_view flag_text(bool value) { return value ? "true" : "false"; }

/// The text of a field that is written without a suffix: the whole topic, the whole payload; none for `user`. As
/// `field_text`, but here, so that a constant `id` leaves nothing but that field's own step.
inline std::optional<std::string_view> plain_field_text(FieldId id, const Reading& reading, NumberText& number) {
  const MqttMessage& message = reading.message();
  switch (id) {
    case FieldId::topic: return message.topic;
    case FieldId::packet_id:
      if (message.qos == 0) return std::nullopt;
      return number_text(message.packet_id, number);
    case FieldId::duplicated: return flag_text(message.duplicated);
    case FieldId::qos: return number_text(message.qos, number);
    case FieldId::retained: return flag_text(message.retained);
    case FieldId::message_id:
    case FieldId::message_timestamp:
    case FieldId::publisher_client_id:
    case FieldId::publisher_client_host:
    case FieldId::publisher_username: return extended_text(id, reading);
    case FieldId::content_type: return message.content_type;
    case FieldId::payload_format: return number_text(message.payload_format, number);
    case FieldId::message_expiry: return number_text(message.message_expiry, number);
    case FieldId::response_topic: return message.response_topic;
    case FieldId::correlation_data: return message.correlation_data;
    case FieldId::filter: return matched_filter(reading);
    case FieldId::payload: return message.payload;
    case FieldId::payload_size: return number_text(message.payload.size(), number);
    case FieldId::user: return std::nullopt;
    case FieldId::task: return reading.rules().task;
    case FieldId::received: return number_text(message.received_ms, number);
  }
  return std::nullopt;
}

}  // namespace sluice
