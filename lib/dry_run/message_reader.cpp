// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <limits>

#include "config/source_text.hpp"
#include "dry_run/message_file.hpp"
#include "dry_run/mqtt_text.hpp"
#include "dry_run/node_json.hpp"
#include "mapping/timestamp.hpp"

namespace sluice {

namespace {

std::string quoted(std::string_view text) { return '`' + clipped(text) + '`'; }

/// Fills a message, key by key; what is wrong becomes a finding.
class MessageReader {
 public:
  MessageReader(const Node& node, Notation notation, const MessageSurroundings& surroundings, Findings& findings)
      : node_(node), values_(notation, findings), surroundings_(surroundings) {
    message_.received_ms = surroundings.received_ms;
  }

  WrittenMessage read();

 private:
  struct Row {
    std::string_view key;
    void (*read)(MessageReader& reader, const Node& value);
  };
  static const std::array<Row, 15> rows;

  void fault(const Node& node, std::string text, std::string hint) const {
    values_.fault(node, std::move(text), std::move(hint));
  }
  bool report_extended(const Node::Entry& entry) const;
  void check_keys() const;
  void check_together();

  void read_qos(const Node& value);
  void read_correlation_data(const Node& value);
  void read_user_properties(const Node& value);
  void read_payload(const Node& value);
  void read_payload_file(const Node& value);
  void read_received(const Node& value);

  std::optional<std::pair<std::string, std::string>> pair(const Node& item, const std::string& key) const;

  const Node& node_;
  NodeReader values_;
  const MessageSurroundings& surroundings_;
  WrittenMessage message_;
};

template <class Number, class Member>
void take_number(const NodeReader& values, const Node& value, std::string_view key, Member& member) {
  const auto number = values.number(value, key, 0, std::numeric_limits<Number>::max());
  if (number) member = static_cast<Number>(*number);
}

// In the order of docs/mapping.md. flat table
const std::array<MessageReader::Row, 15> MessageReader::rows{{
    {"topic",
     [](MessageReader& reader, const Node& value) {
       if (auto text = read_topic_name(reader.values_, value, "topic")) reader.message_.topic = std::move(*text);
     }},
    {"qos", [](MessageReader& reader, const Node& value) { reader.read_qos(value); }},
    {"retained",
     [](MessageReader& reader, const Node& value) {
       reader.message_.retained = reader.values_.flag(value, "retained").value_or(false);
     }},
    {"duplicated",
     [](MessageReader& reader, const Node& value) {
       reader.message_.duplicated = reader.values_.flag(value, "duplicated").value_or(false);
     }},
    {"packet_id",
     [](MessageReader& reader, const Node& value) {
       take_number<std::uint16_t>(reader.values_, value, "packet_id", reader.message_.packet_id);
     }},
    {"content_type",
     [](MessageReader& reader, const Node& value) {
       reader.message_.content_type = read_mqtt_text(reader.values_, value, "content_type");
     }},
    {"payload_format",
     [](MessageReader& reader, const Node& value) {
       const auto number = reader.values_.number(value, "payload_format", 0, 1);
       if (number) reader.message_.payload_format = static_cast<std::uint8_t>(*number);
     }},
    {"message_expiry",
     [](MessageReader& reader, const Node& value) {
       take_number<std::uint32_t>(reader.values_, value, "message_expiry", reader.message_.message_expiry);
     }},
    {"response_topic",
     [](MessageReader& reader, const Node& value) {
       reader.message_.response_topic = read_topic_name(reader.values_, value, "response_topic");
     }},
    {"correlation_data", [](MessageReader& reader, const Node& value) { reader.read_correlation_data(value); }},
    {"user_properties", [](MessageReader& reader, const Node& value) { reader.read_user_properties(value); }},
    {"payload", [](MessageReader& reader, const Node& value) { reader.read_payload(value); }},
    {"payload_encoding", nullptr},  // belongs to `payload`
    {"payload_file", [](MessageReader& reader, const Node& value) { reader.read_payload_file(value); }},
    {"received", [](MessageReader& reader, const Node& value) { reader.read_received(value); }},
}};

WrittenMessage MessageReader::read() {
  check_keys();
  for (const Node::Entry& entry : node_.entries) {
    const Row* const row = std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.key == entry.key; });
    if (row != rows.end() && row->read != nullptr) row->read(*this, entry.value);
  }
  if (node_.kind == Node::Kind::map) check_together();
  return std::move(message_);
}

void MessageReader::check_keys() const {
  static constexpr std::array<std::string_view, 5> extended{"message_id", "message_timestamp", "publisher_client_id",
                                                            "publisher_client_host", "publisher_username"};
  std::array<std::string_view, rows.size()> keys;
  std::transform(rows.begin(), rows.end(), keys.begin(), [](const Row& row) { return row.key; });
  Node plain = node_;
  std::erase_if(plain.entries, [&](const Node::Entry& entry) {
    if (std::find(extended.begin(), extended.end(), entry.key) == extended.end()) return false;
    values_.findings().error(entry.place, "", "a message has no key " + quoted(entry.key),
                             "an extended field comes as a user property: write a pair into `user_properties`, with "
                             "the name that `mapping.extended_fields` gives it");
    return true;
  });
  values_.is_map_of(plain, "a message", keys);
}

/// What no key can know alone.
void MessageReader::check_together() {
  const auto find = [this](std::string_view key) {
    const Node::Entry* entry = node_.find(key);
    return entry == nullptr ? nullptr : &entry->value;
  };
  if (find("topic") == nullptr) {
    const bool is_json = values_.notation() == Notation::json;
    fault(node_, "`topic` is missing", is_json ? R"(write "topic": "sensor/a")" : "write `topic: sensor/a`");
  }
  const Node* packet_id = find("packet_id");
  if (message_.qos == 0) {
    if (packet_id != nullptr && message_.packet_id != 0) {
      fault(*packet_id, "`packet_id` is " + packet_id->text + " with `qos` 0, which has none",
            "leave it out, or write `qos` 1");
    }
    message_.packet_id = 0;
    if (message_.duplicated) {
      fault(*find("duplicated"), "`duplicated` is true with `qos` 0, which is never sent again (MQTT 5, 3.3.1.1)",
            "leave it out, or write `qos` 1");
    }
  } else if (message_.packet_id == 0) {
    fault(*packet_id, "`packet_id` is 0: with `qos` 1 there is one (MQTT 5, 2.2.1)", "it can be 1 to 65535");
  }
  const Node* encoding = find("payload_encoding");
  const Node* file = find("payload_file");
  if (file != nullptr && find("payload") != nullptr) {
    fault(*file, "`payload_file` stands beside `payload`", "keep one of the two");
  } else if (encoding != nullptr && find("payload") == nullptr) {
    fault(*encoding, "`payload_encoding` stands without `payload`",
          file != nullptr ? "leave it out: a file's bytes are the payload" : "write `payload`, or leave it out");
  }
}

void MessageReader::read_qos(const Node& value) {
  if (is_literal(value) && value.text == "2") {
    fault(value, "`qos` is 2: Sluice subscribes with 1 at most, so the broker delivers such a message with 1",
          "write 1");
    return;
  }
  if (const auto number = values_.number(value, "qos", 0, 1)) message_.qos = static_cast<std::uint8_t>(*number);
}

void MessageReader::read_correlation_data(const Node& value) {
  auto bytes = values_.base64(value, "correlation_data");
  if (!bytes || is_too_long(values_, value, "correlation_data", bytes->size())) return;
  message_.correlation_data = std::move(*bytes);
}

void MessageReader::read_user_properties(const Node& value) {
  if (value.kind != Node::Kind::list) {
    fault(value, "`user_properties` must be a list of pairs, not " + values_.shown(value),
          R"(write [["name", "value"], ...]: names may repeat, and their order counts)");
    return;
  }
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    auto property = pair(value.items[i], "user_properties[" + std::to_string(i) + ']');
    if (property) message_.user_properties.push_back(std::move(*property));
  }
}

std::optional<std::pair<std::string, std::string>> MessageReader::pair(const Node& item, const std::string& key) const {
  if (item.kind != Node::Kind::list || item.items.size() != 2) {
    const std::string what = item.kind == Node::Kind::list ? "has " + std::to_string(item.items.size()) +
                                                                 (item.items.size() == 1 ? " item" : " items")
                                                           : "is " + values_.shown(item);
    fault(item, quoted(key) + ' ' + what + ", not a name and a value", R"(write ["name", "value"])");
    return std::nullopt;
  }
  auto name = read_mqtt_text(values_, item.items[0], key + "[0]");
  auto value = read_mqtt_text(values_, item.items[1], key + "[1]");
  if (!name || !value) return std::nullopt;
  return std::pair(std::move(*name), std::move(*value));
}

void MessageReader::read_payload(const Node& value) {
  const Node::Entry* entry = node_.find("payload_encoding");
  const bool is_text = value.kind == Node::Kind::scalar && (!is_literal(value) || values_.notation() == Notation::yaml);
  std::string encoding = is_text || value.kind == Node::Kind::empty ? "text" : "json";
  if (entry != nullptr) {
    const auto written = values_.text(entry->value, "payload_encoding");
    if (!written) return;
    encoding = *written;
    if (encoding != "json" && encoding != "text" && encoding != "base64") {
      return fault(entry->value, "`payload_encoding` is " + quoted(encoding), "it can be text, base64 or json");
    }
  }
  if (encoding == "json") {
    message_.payload = json_of(value);
  } else if (encoding == "text") {
    message_.payload = values_.text(value, "payload").value_or("");
  } else {
    message_.payload = values_.base64(value, "payload").value_or("");
  }
}

void MessageReader::read_payload_file(const Node& value) {
  if (node_.find("payload") != nullptr) return;  // a fault, found later
  const auto path = values_.text(value, "payload_file");
  if (!path) return;
  auto content = surroundings_.read_file(*path);
  if (!content) {
    fault(value, "`payload_file` " + quoted(*path) + " cannot be read: " + content.error(),
          "its path begins in the folder of the file that names it");
    return;
  }
  message_.payload = std::move(*content);
}

void MessageReader::read_received(const Node& value) {
  const auto time = value.kind == Node::Kind::scalar ? parse_timestamp(value.text) : std::nullopt;
  if (time) {
    message_.received_ms = *time;
  } else {
    fault(value, "`received` is " + values_.shown(value) + ", which is no time",
          "write milliseconds since 1970, or ISO 8601 as in \"2026-01-01T00:00:00Z\"");
  }
}

}  // namespace

std::optional<WrittenMessage> read_message(const Node& node, Notation notation, const MessageSurroundings& surroundings,
                                           Findings& findings) {
  const std::size_t before = findings.all().size();
  auto message = MessageReader(node, notation, surroundings, findings).read();
  if (findings.all().size() > before) return std::nullopt;
  return message;
}

}  // namespace sluice
