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

}  // namespace

std::span<const FieldRow> field_table() { return table; }

const FieldRow* find_field(std::string_view name) {
  const auto* const found =
      std::find_if(table.begin(), table.end(), [name](const FieldRow& row) { return row.name == name; });
  return found == table.end() ? nullptr : found;
}

std::string_view field_name(FieldId id) {
  return std::find_if(table.begin(), table.end(), [id](const FieldRow& row) { return row.id == id; })->name;
}

std::string field_hint(std::string_view name) {
  std::vector<std::string_view> names;
  names.reserve(table.size());
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

}  // namespace sluice
