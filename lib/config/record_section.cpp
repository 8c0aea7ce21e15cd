// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "config/readers.hpp"
#include "config/record_fields.hpp"

namespace sluice {

namespace {

constexpr std::array<PayloadForm, 3> payload_forms{PayloadForm::raw, PayloadForm::base64, PayloadForm::json};
constexpr std::array<std::string_view, 3> payload_words{"raw", "base64", "json"};

/// A text, or none where the value is left empty.
std::optional<std::string> read_text_or_none(const Slot& slot) {
  if (slot.node.kind == Node::Kind::empty) return "";
  return read_text(slot);
}

constexpr std::array<ConfigField, 5> fields_of_record{{
    {
        .key = "topic",
        .presence = Presence::required,
        .example = "mqtt.telemetry",
        .doc = "The Kafka topic: a name, or a template of one such as `plant.${topic[2]|slug}`.",
        .read =
            [](const Slot& slot, Config& config) {
              if (auto text = read_text(slot)) record_rules(slot, config).topic = std::move(*text);
            },
    },
    {
        .key = "default_topic",
        .example = "mqtt.other",
        .doc = "With a template as `topic`: where a message goes that does not have its fields, whose name Kafka would "
               "not "
               "take, or that would make one topic too many. Without it such a message becomes a dead letter.",
        .read =
            [](const Slot& slot, Config& config) {
              if (auto text = read_text_or_none(slot)) record_rules(slot, config).default_topic = std::move(*text);
            },
    },
    {
        .key = "key",
        .default_value = "${topic}",
        .doc =
            "Template of the record key: text with `${field}`, `${field|transform}`, `${field:-default}`, `$$` for a "
            "dollar. Records of one key keep their order. Empty: records without key. A field that a message does "
            "not have, and that has no default, leaves the record without key.",
        .read =
            [](const Slot& slot, Config& config) {
              if (auto text = read_text_or_none(slot)) record_rules(slot, config).key = std::move(*text);
            },
    },
    {
        .key = "timestamp",
        .default_value = "received",
        .doc =
            "The record's time. `received`: when the message was read from the socket. `message`: the extended field "
            "`message_timestamp`. Or a template such as `${user.time}`. It is milliseconds since 1970 or ISO 8601 with "
            "its zone; a message without such a time has that of its receipt.",
        .read =
            [](const Slot& slot, Config& config) {
              if (auto text = read_text(slot)) record_rules(slot, config).timestamp = std::move(*text);
            },
    },
    {
        .key = "payload",
        .type = ValueType::choice,
        .default_value = "raw",
        .choices = payload_words,
        .doc =
            "The record's value. `raw`: the payload's bytes. `base64`: the same as text. `json`: one object with the "
            "message's fields, user properties and payload.",
        .read =
            [](const Slot& slot, Config& config) {
              if (const auto index = read_choice(slot)) record_rules(slot, config).payload = payload_forms[*index];
            },
    },
}};

}  // namespace

std::span<const ConfigField> record_fields() { return fields_of_record; }

RecordRules& record_rules(const Slot& slot, Config& config) {
  if (slot.item) return config.mapping.routes[*slot.item];
  return config.mapping;
}

}  // namespace sluice
