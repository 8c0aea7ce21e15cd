// SPDX-License-Identifier: Apache-2.0
// Reads fields out of a message.
#include <algorithm>

#include "mapping/plain_field.hpp"
#include "mapping/topic_filter.hpp"

namespace sluice {

namespace {

/// Without its first `count` levels; nothing when there are no more.
std::optional<std::string_view> skip_levels(std::string_view topic, std::ptrdiff_t count) {
  for (; count > 0; --count) {
    const std::size_t slash = topic.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    topic.remove_prefix(slash + 1);
  }
  return topic;
}

std::optional<std::string_view> topic_levels(std::string_view topic, LevelRange range) {
  if (range.first < 0 || range.last < -1) {
    const std::ptrdiff_t count = std::count(topic.begin(), topic.end(), '/') + 1;
    const auto from_start = [count](int level) { return level < 0 ? count + 1 + level : std::ptrdiff_t{level}; };
    const std::ptrdiff_t first = std::max<std::ptrdiff_t>(from_start(range.first), 1);
    const std::ptrdiff_t last = std::min(from_start(range.last), count);
    if (first > last) return std::nullopt;
    range = {static_cast<int>(first), static_cast<int>(last)};
  }
  const auto rest = skip_levels(topic, range.first - 1);
  if (!rest || range.last == -1) return rest;
  const auto behind = skip_levels(*rest, range.last - range.first + 1);
  if (!behind) return rest;
  return rest->substr(0, rest->size() - behind->size() - 1);
}

template <class Number>
Value number(const std::optional<Number>& value) {
  return value ? Value(static_cast<std::int64_t>(*value)) : Null();
}

}  // namespace

std::optional<std::string_view> last_user_property(const MqttMessage& message, std::string_view name) {
  const auto& all = message.user_properties;
  const auto last = std::find_if(all.rbegin(), all.rend(), [name](const auto& each) { return each.name == name; });
  if (last == all.rend()) return std::nullopt;
  return last->value;
}

std::optional<std::string_view> extended_text(FieldId id, const Reading& reading) {
  const std::string* name = extended_property(id, reading.rules().extended);
  return name == nullptr ? std::nullopt : last_user_property(reading.message(), *name);
}

std::optional<std::string_view> matched_filter(const Reading& reading) {
  for (const std::string& filter : reading.rules().filters) {
    if (topic_matches(filter, reading.message().topic)) return filter;
  }
  return std::nullopt;
}

std::optional<std::string_view> field_text(const Field& field, Reading& reading, FieldBuffer& buffer) {
  if (field.id == FieldId::topic && field.levels) return topic_levels(reading.message().topic, *field.levels);
  if (field.id == FieldId::user) return last_user_property(reading.message(), field.user_name);
  if (!field.path.empty()) return reading.payload().text_at(field.path, buffer);
  return plain_field_text(field.id, reading, buffer.number);
}

Value field_value(const Field& field, Reading& reading) {
  const MqttMessage& message = reading.message();
  switch (field.id) {
    case FieldId::packet_id: return message.qos == 0 ? Value() : Value(std::int64_t{message.packet_id});
    case FieldId::duplicated: return message.duplicated;
    case FieldId::qos: return std::int64_t{message.qos};
    case FieldId::retained: return message.retained;
    case FieldId::payload_format: return number(message.payload_format);
    case FieldId::message_expiry: return number(message.message_expiry);
    case FieldId::payload_size: return static_cast<std::int64_t>(message.payload.size());
    case FieldId::received: return message.received_ms;
    case FieldId::payload: return field.path.empty() ? Value(message.payload) : reading.payload().at(field.path);
    default: break;
  }
  FieldBuffer unused;
  const auto text = field_text(field, reading, unused);
  return text ? Value(*text) : Null();
}

}  // namespace sluice
