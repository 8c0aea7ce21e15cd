// SPDX-License-Identifier: Apache-2.0
#include "dead_letters/restore.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "mapping/fields.hpp"

namespace sluice {
namespace {

constexpr std::string_view escape = "user.";

template <class Number>
std::optional<Number> number_in(const std::string& text) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end) return std::nullopt;
  return number;
}

/// What the headers were written by.
struct Names {
  std::string system_prefix;
  std::string user_prefix;
  std::set<std::string, std::less<>> added;
};

Names names_of(const DeadLetter& letter, const MappingRules& rules) {
  Names names{rules.headers.system_prefix, {}, {}};
  if (letter.stage != "kafka") return names;  // the default mapping made it
  names.user_prefix = rules.headers.user_property_prefix;
  for (const auto& [name, text] : rules.headers.add) names.added.insert(name);
  for (const RouteRules& route : rules.routes) {
    for (const auto& [name, text] : route.headers.add) names.added.insert(name);
  }
  return names;
}

void take_field(RestoredMessage& message, FieldId id, const std::string& value) {
  MqttMessage& fields = message.fields;
  switch (id) {
    case FieldId::topic: message.topic = value; break;
    case FieldId::packet_id: fields.packet_id = number_in<std::uint16_t>(value).value_or(0); break;
    case FieldId::duplicated: fields.duplicated = value == "true"; break;
    case FieldId::qos: fields.qos = value == "1" ? 1 : 0; break;
    case FieldId::retained: fields.retained = value == "true"; break;
    case FieldId::payload_format: fields.payload_format = number_in<std::uint8_t>(value); break;
    case FieldId::message_expiry: fields.message_expiry = number_in<std::uint32_t>(value); break;
    case FieldId::content_type: fields.content_type = message.content_type = value; break;
    case FieldId::response_topic: fields.response_topic = message.response_topic = value; break;
    case FieldId::correlation_data: fields.correlation_data = message.correlation_data = value; break;
    default: break;
  }
}

/// The user property's own name; nothing for a header that was none.
std::optional<std::string> property_name(std::string_view header, const Names& names) {
  const std::string escaped = std::string(escape) + names.user_prefix;
  if (header.starts_with(escaped)) {
    const std::string_view rest = header.substr(escaped.size());
    if ((names.user_prefix + std::string(rest)).starts_with(names.system_prefix)) return std::string(rest);
  }
  if (!header.starts_with(names.user_prefix)) return std::nullopt;
  return std::string(header.substr(names.user_prefix.size()));
}

}  // namespace

MqttMessage RestoredMessage::view() {
  MqttMessage message = fields;
  message.topic = topic;
  message.payload = payload;
  if (message.content_type) message.content_type = content_type;
  if (message.response_topic) message.response_topic = response_topic;
  if (message.correlation_data) message.correlation_data = correlation_data;
  properties_.clear();
  for (const auto& [name, value] : pairs) properties_.push_back({name, value});
  message.user_properties = properties_;
  return message;
}

bool is_rewritten(const DeadLetter& letter, const MappingRules& rules) {
  if (letter.stage != "kafka") return false;
  return rules.payload != PayloadForm::raw ||
         std::any_of(rules.routes.begin(), rules.routes.end(),
                     [](const auto& each) { return each.payload != PayloadForm::raw; });
}

Result<RestoredMessage> restore_message(const DeadLetter& letter, const MappingRules& rules) {
  if (!letter.is_ours()) return failure("it was not written by Sluice: it has no header sluice.error");
  if (letter.is_truncated) {
    return failure("it is a stub (sluice.truncated): of " + std::to_string(letter.payload_size) +
                   " bytes of payload it holds " + std::to_string(letter.value.size()));
  }
  const Names names = names_of(letter, rules);
  RestoredMessage message;
  message.payload = letter.value;
  message.fields.received_ms = letter.time_ms;
  std::vector<std::pair<std::string, std::string>> extended;
  bool has_topic = false;
  for (const auto& [header, value] : letter.headers) {
    if (header.starts_with(names.system_prefix)) {
      const FieldRow* const row = find_field(std::string_view(header).substr(names.system_prefix.size()));
      if (row == nullptr) continue;
      has_topic = has_topic || row->id == FieldId::topic;
      take_field(message, row->id, value);
      if (const std::string* property = extended_property(row->id, rules.extended))
        extended.emplace_back(*property, value);
      continue;
    }
    if (names.added.contains(header)) continue;
    if (const auto name = property_name(header, names)) message.pairs.emplace_back(*name, value);
  }
  if (!has_topic) return failure("it has no header " + names.system_prefix + "topic, so its MQTT topic is not known");
  for (auto& pair : extended) {
    if (std::find(message.pairs.begin(), message.pairs.end(), pair) == message.pairs.end()) {
      message.pairs.push_back(std::move(pair));
    }
  }
  return message;
}

}  // namespace sluice
