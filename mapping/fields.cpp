// SPDX-License-Identifier: Apache-2.0
#include "mapping/fields.hpp"

#include <algorithm>
#include <vector>

#include "mapping/nearest.hpp"
#include "mapping/quote.hpp"
#include "mapping/topic_filter.hpp"

namespace sluice {

namespace {

using enum HeaderUse;

constexpr std::array<FieldRow, 21> table{{
    {FieldId::topic, "topic", by_default, "topic name"},
    {FieldId::packet_id, "packet_id", by_default, "packet identifier; not unique, quickly reused; absent with QoS 0"},
    {FieldId::duplicated, "duplicated", by_default, "DUP flag"},
    {FieldId::qos, "qos", by_default, "0 or 1"},
    {FieldId::retained, "retained", by_default, "RETAIN flag"},
    {FieldId::message_id, "message_id", by_default, "extended: the broker's message id"},
    {FieldId::message_timestamp, "message_timestamp", by_default, "extended: the broker's store time"},
    {FieldId::publisher_client_id, "publisher_client_id", by_default, "extended: client id of the publisher"},
    {FieldId::publisher_client_host, "publisher_client_host", by_default, "extended: address of the publisher"},
    {FieldId::publisher_username, "publisher_username", by_default, "extended: user name of the publisher"},
    {FieldId::content_type, "content_type", by_default, "MQTT 5 property"},
    {FieldId::payload_format, "payload_format", by_default, "MQTT 5 property: 0 bytes, 1 UTF-8 text"},
    {FieldId::message_expiry, "message_expiry", by_default, "MQTT 5 property: seconds"},
    {FieldId::response_topic, "response_topic", by_default, "MQTT 5 property"},
    {FieldId::correlation_data, "correlation_data", by_default, "MQTT 5 property: raw bytes"},
    {FieldId::filter, "filter", on_request, "the first subscribed filter that matches the topic"},
    {FieldId::payload, "payload", never, "the payload's bytes; payload.a.b[0]: a part of a JSON payload"},
    {FieldId::payload_size, "payload_size", never, "size of the payload in bytes"},
    {FieldId::user, "user", never, "user.NAME, user[\"odd name\"]: the last user property of that name"},
    {FieldId::task, "task", never, "name of the task"},
    {FieldId::received, "received", never, "when it was read from the socket: milliseconds since 1970, UTC"},
}};

template <class Number>
std::optional<std::string_view> decimal(const std::optional<Number>& value, NumberText& text) {
  if (!value) return std::nullopt;
  return number_text(*value, text);
}

constexpr std::string_view flag(bool value) { return value ? "true" : "false"; }

std::optional<std::string_view> last_user_property(const MqttMessage& message, std::string_view name) {
  for (auto it = message.user_properties.rbegin(); it != message.user_properties.rend(); ++it) {
    if (it->name == name) return it->value;
  }
  return std::nullopt;
}

std::optional<std::string_view> extended_text(FieldId id, const MqttMessage& message, const MappingRules& rules) {
  const std::string* name = extended_property(id, rules.extended);
  return name == nullptr ? std::nullopt : last_user_property(message, *name);
}

std::optional<std::string_view> matched_filter(const MqttMessage& message, const MappingRules& rules) {
  for (const std::string& filter : rules.filters) {
    if (topic_matches(filter, message.topic)) return filter;
  }
  return std::nullopt;
}

/// Byte at which the level begins; `level` counts from 0 and exists.
std::size_t level_begin(std::string_view topic, std::ptrdiff_t level) {
  std::size_t at = 0;
  for (; level > 0; --level) at = topic.find('/', at) + 1;
  return at;
}

std::optional<std::string_view> topic_levels(std::string_view topic, LevelRange range) {
  const std::ptrdiff_t count = std::count(topic.begin(), topic.end(), '/') + 1;
  const auto from_start = [count](int level) { return level < 0 ? count + 1 + level : std::ptrdiff_t{level}; };
  const std::ptrdiff_t first = std::max<std::ptrdiff_t>(from_start(range.first), 1);
  const std::ptrdiff_t last = std::min(from_start(range.last), count);
  if (first > last) return std::nullopt;
  const std::size_t begin = level_begin(topic, first - 1);
  const std::string_view rest = topic.substr(begin);
  if (last == count) return rest;
  return rest.substr(0, level_begin(rest, last - first + 1) - 1);
}

}  // namespace

std::span<const FieldRow> field_table() { return table; }

const FieldRow* find_field(std::string_view name) {
  const auto found = std::find_if(table.begin(), table.end(), [name](const FieldRow& row) { return row.name == name; });
  return found == table.end() ? nullptr : &*found;
}

std::string_view field_name(FieldId id) {
  return std::find_if(table.begin(), table.end(), [id](const FieldRow& row) { return row.id == id; })->name;
}

std::string field_hint(std::string_view name) {
  std::vector<std::string_view> names;
  for (const FieldRow& row : table) names.push_back(row.name);
  const std::string_view near = nearest(name, names);
  if (!near.empty()) return "did you mean " + quoted(near) + "?";
  std::string all = "fields are";
  for (const std::string_view each : names) all.append(all.ends_with("are") ? " " : ", ").append(each);
  return all;
}

bool is_extended(FieldId id) { return id >= FieldId::message_id && id <= FieldId::publisher_username; }

const std::string* extended_property(FieldId id, const ExtendedFieldRules& rules) {
  const auto pointer = [](const std::optional<std::string>& name) { return name ? &*name : nullptr; };
  switch (id) {
    case FieldId::message_id: return pointer(rules.message_id);
    case FieldId::message_timestamp: return pointer(rules.message_timestamp);
    case FieldId::publisher_client_id: return pointer(rules.publisher_client_id);
    case FieldId::publisher_client_host: return pointer(rules.publisher_client_host);
    case FieldId::publisher_username: return pointer(rules.publisher_username);
    default: return nullptr;
  }
}

std::optional<TextFault> check_mapped(FieldId id, const ExtendedFieldRules& rules) {
  if (!is_extended(id) || extended_property(id, rules) != nullptr) return std::nullopt;
  const std::string name(field_name(id));
  return TextFault{0, name + " is not mapped: no message can have it",
                   "name the user property that carries it: extended_fields." + name};
}

namespace {

/// Of the fields that are text or bytes already: no number, no flag, no part of the payload.
std::optional<std::string_view> native_text(const Field& field, const Reading& reading) {
  const MqttMessage& message = reading.message();
  switch (field.id) {
    case FieldId::topic: return field.levels ? topic_levels(message.topic, *field.levels) : message.topic;
    case FieldId::message_id:
    case FieldId::message_timestamp:
    case FieldId::publisher_client_id:
    case FieldId::publisher_client_host:
    case FieldId::publisher_username: return extended_text(field.id, message, reading.rules());
    case FieldId::content_type: return message.content_type;
    case FieldId::response_topic: return message.response_topic;
    case FieldId::correlation_data: return message.correlation_data;
    case FieldId::filter: return matched_filter(message, reading.rules());
    case FieldId::payload: return message.payload;
    case FieldId::user: return last_user_property(message, field.user_name);
    case FieldId::task: return reading.rules().task;
    default: return std::nullopt;
  }
}

}  // namespace

std::optional<std::string_view> field_text(const Field& field, Reading& reading, FieldBuffer& buffer) {
  const MqttMessage& message = reading.message();
  NumberText& number = buffer.number;
  switch (field.id) {
    case FieldId::packet_id:
      if (message.qos == 0) return std::nullopt;
      return number_text(message.packet_id, number);
    case FieldId::duplicated: return flag(message.duplicated);
    case FieldId::qos: return number_text(message.qos, number);
    case FieldId::retained: return flag(message.retained);
    case FieldId::payload_format: return decimal(message.payload_format, number);
    case FieldId::message_expiry: return decimal(message.message_expiry, number);
    case FieldId::payload_size: return number_text(message.payload.size(), number);
    case FieldId::received: return number_text(message.received_ms, number);
    case FieldId::payload:
      if (!field.path.empty()) return reading.payload().text_at(field.path, buffer);
      return message.payload;
    default: return native_text(field, reading);
  }
}

namespace {

template <class Number>
Value number(const std::optional<Number>& value) {
  return value ? Value(static_cast<std::int64_t>(*value)) : Null();
}

}  // namespace

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
  const auto text = native_text(field, reading);
  return text ? Value(*text) : Null();
}

}  // namespace sluice
