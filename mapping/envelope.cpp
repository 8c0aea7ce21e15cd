// SPDX-License-Identifier: Apache-2.0
#include "mapping/envelope.hpp"

#include <array>

#include "mapping/json_text.hpp"
#include "mapping/transform.hpp"

namespace sluice {

namespace {

/// The order of the keys: a contract with whoever reads the records.
constexpr std::array<FieldId, 15> order{
    FieldId::topic,
    FieldId::qos,
    FieldId::retained,
    FieldId::duplicated,
    FieldId::packet_id,
    FieldId::message_id,
    FieldId::message_timestamp,
    FieldId::publisher_client_id,
    FieldId::publisher_client_host,
    FieldId::publisher_username,
    FieldId::content_type,
    FieldId::payload_format,
    FieldId::message_expiry,
    FieldId::response_topic,
    FieldId::correlation_data,
};

}  // namespace

Envelope::Style Envelope::style_of(FieldId id) {
  switch (id) {
    case FieldId::qos:
    case FieldId::retained:
    case FieldId::duplicated:
    case FieldId::packet_id:
    case FieldId::payload_format:
    case FieldId::message_expiry: return Style::bare;
    case FieldId::correlation_data: return Style::base64;
    default: return Style::text;
  }
}

Envelope::Envelope(const ExtendedFieldRules& extended) {
  for (const FieldId id : order) {
    // An extended field that is not mapped is never there.
    if (is_extended(id) && extended_property(id, extended) == nullptr) continue;
    entries_.push_back({Field{id, std::nullopt, {}, {}}, style_of(id), '"' + std::string(field_name(id)) + "\":"});
  }
}

std::string_view Envelope::write(Reading& reading) {
  text_.clear();
  char before = '{';
  for (const Entry& entry : entries_) {
    const auto text = field_text(entry.field, reading, buffer_);
    if (!text) continue;
    text_ += before;
    before = ',';
    text_ += entry.key;
    switch (entry.style) {
      case Style::text: append_json_string(text_, *text); break;
      case Style::bare: text_ += *text; break;
      case Style::base64: append_base64(*text); break;
    }
  }
  append_user_properties(reading.message().user_properties);
  append_payload(reading);
  text_ += '}';
  return text_;
}

void Envelope::append_user_properties(std::span<const UserProperty> properties) {
  if (properties.empty()) return;
  text_ += ",\"user_properties\":";
  char before = '[';
  for (const auto& [name, value] : properties) {
    text_ += before;
    before = ',';
    text_ += '[';
    append_json_string(text_, name);
    text_ += ',';
    append_json_string(text_, value);
    text_ += ']';
  }
  text_ += ']';
}

void Envelope::append_payload(Reading& reading) {
  const std::string_view payload = reading.message().payload;
  text_ += ",\"payload\":";
  if (reading.payload().is_json()) {
    text_ += trim_json(payload);
    text_ += R"(,"payload_encoding":"json")";
  } else if (is_utf8(payload)) {
    append_json_string(text_, payload);
    text_ += R"(,"payload_encoding":"text")";
  } else {
    append_base64(payload);
    text_ += R"(,"payload_encoding":"base64")";
  }
}

void Envelope::append_base64(std::string_view bytes) {
  text_ += '"';
  const std::size_t begin = text_.size();
  text_ += bytes;
  apply(Transform::base64, text_, begin);
  text_ += '"';
}

}  // namespace sluice
