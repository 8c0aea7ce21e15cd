// SPDX-License-Identifier: Apache-2.0
#include "dry_run/message_file.hpp"

#include "config/file_findings.hpp"
#include "dry_run/json_document.hpp"

namespace sluice {

MqttMessage WrittenMessage::view(std::vector<UserProperty>& properties) const {
  properties.clear();
  for (const auto& [name, value] : user_properties) properties.push_back({name, value});
  MqttMessage message;
  message.topic = topic;
  message.payload = payload;
  message.packet_id = packet_id;
  message.qos = qos;
  message.retained = retained;
  message.duplicated = duplicated;
  message.payload_format = payload_format;
  message.message_expiry = message_expiry;
  message.content_type = content_type;
  message.response_topic = response_topic;
  message.correlation_data = correlation_data;
  message.user_properties = properties;
  message.received_ms = received_ms;
  return message;
}

MessageFile load_message(std::string_view text, const std::string& name, const MessageSurroundings& surroundings) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  Findings findings;
  MessageFile file;
  if (const auto root = parse_json(text, findings)) {
    file.message = read_message(*root, Notation::json, surroundings, findings);
  }
  file.diagnostics = diagnostics_of(findings, text, name);
  if (has_errors(file.diagnostics)) file.message.reset();
  return file;
}

}  // namespace sluice
