// SPDX-License-Identifier: Apache-2.0
#include "dry_run/mqtt_text.hpp"

#include "config/source_text.hpp"
#include "mapping/utf8.hpp"

namespace sluice {

namespace {

constexpr std::size_t mqtt_text_bytes_max = 65535;

std::string quoted(std::string_view text) { return '`' + clipped(text) + '`'; }

}  // namespace

std::optional<std::string> read_mqtt_text(const NodeReader& reader, const Node& node, const std::string& key) {
  auto text = reader.text(node, key);
  if (!text || is_too_long(reader, node, key, text->size())) return std::nullopt;
  if (!find_bad_utf8(*text)) return text;
  reader.fault(node, quoted(key) + " has a NUL character, which MQTT forbids in a text (1.5.4)", "leave it out");
  return std::nullopt;
}

std::optional<std::string> read_topic_name(const NodeReader& reader, const Node& node, const std::string& key) {
  auto text = read_mqtt_text(reader, node, key);
  if (!text) return std::nullopt;
  if (text->empty()) {
    reader.fault(node, quoted(key) + " is empty", "a topic name has at least one character (MQTT 5, 4.7.3)");
  } else if (text->find_first_of("+#") != std::string::npos) {
    reader.fault(node, quoted(key) + " is " + quoted(*text) + ": `+` and `#` belong to filters, no message has them",
                 "write the topic of one message, such as sensor/a");
  } else {
    return text;
  }
  return std::nullopt;
}

bool is_too_long(const NodeReader& reader, const Node& node, const std::string& key, std::size_t bytes) {
  if (bytes <= mqtt_text_bytes_max) return false;
  reader.fault(node, quoted(key) + " has " + std::to_string(bytes) + " bytes",
               "MQTT carries at most 65535 (1.5.4, 1.5.6)");
  return true;
}

}  // namespace sluice
