// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "config/extended_preset.hpp"
#include "config/readers.hpp"

namespace sluice {

namespace {

constexpr std::array<std::string_view, 1> payload_forms{"raw"};

/// `default | all | none`, or a list of names.
void read_selection(const Slot& slot, Selection& selection, std::vector<std::string>& listed) {
  if (slot.node.kind == Node::Kind::scalar) {
    static constexpr std::array<Selection, 3> named{Selection::defaults, Selection::all, Selection::none};
    // The user properties have no `default`: their row says which words there are.
    const std::size_t skipped = named.size() - slot.field.choices.size();
    if (const auto index = read_choice(slot)) selection = named[*index + skipped];
    return;
  }
  const auto items = read_list(slot);
  if (!items) return;
  selection = Selection::listed;
  listed = texts_of(*items);
}

constexpr std::array<std::string_view, 3> system_choices{"default", "all", "none"};
constexpr std::array<std::string_view, 2> user_choices{"all", "none"};

void read_added(const Slot& slot, Config& config) {
  const auto pairs = read_map(slot);
  if (!pairs) return;
  for (const auto& [name, value] : *pairs) config.mapping.headers.add.emplace_back(name, value->text);
}

template <std::optional<std::string> ExtendedFieldRules::*member>
void read_extended(const Slot& slot, Config& config) {
  auto text = slot.node.kind == Node::Kind::empty ? std::string() : read_text(slot);
  if (!text) return;
  config.mapping.extended.*member = text->empty() ? std::nullopt : std::optional(std::move(*text));
}

void read_preset(const Slot& slot, Config& config) {
  if (const auto index = read_choice(slot)) config.mapping.extended = extended_preset(*index);
}

}  // namespace

std::span<const ConfigField> mapping_fields() {
  static const std::array<ConfigField, 3> fields{{
      {
          .key = "topic",
          .presence = Presence::required,
          .example = "mqtt.telemetry",
          .doc = "The Kafka topic, a literal name.",
          .read =
              [](const Slot& slot, Config& config) {
                if (auto text = read_text(slot)) config.mapping.topic = std::move(*text);
              },
      },
      {
          .key = "key",
          .default_value = "${topic}",
          .doc = "Template of the record key: text with `${field}`, `${field:-default}`, `$$` for a dollar. Records of "
                 "one key keep their order. Empty: records without key. A field that a message does not have, and "
                 "that has no default, leaves the record without key.",
          .read =
              [](const Slot& slot, Config& config) {
                const bool is_empty = slot.node.kind == Node::Kind::empty;
                if (auto text = is_empty ? std::string() : read_text(slot)) config.mapping.key = std::move(*text);
              },
      },
      {
          .key = "payload",
          .type = ValueType::choice,
          .default_value = "raw",
          .choices = payload_forms,
          .doc = "`raw`: the payload's bytes are the record's value.",
          .read = [](const Slot& slot, Config&) { read_choice(slot); },
      },
  }};
  return fields;
}

namespace {

constexpr std::array<ConfigField, 5> fields_of_headers{{
    {
        .key = "system",
        .type = ValueType::list,
        .default_value = "default",
        .choices = system_choices,
        .doc = "Headers for the message's own fields: `default` (all that it has, but not `filter`), `all`, `none`, "
               "or a list of field names.",
        .read =
            [](const Slot& slot, Config& config) {
              read_selection(slot, config.mapping.headers.system, config.mapping.headers.system_fields);
            },
    },
    {
        .key = "system_prefix",
        .default_value = "mqtt.",
        .doc = "Begins the name of each system header. A user property whose name begins so is carried as "
               "`user.<name>`: no publisher can forge a system header.",
        .read =
            [](const Slot& slot, Config& config) {
              if (auto text = read_text(slot)) config.mapping.headers.system_prefix = std::move(*text);
            },
    },
    {
        .key = "user_properties",
        .type = ValueType::list,
        .default_value = "all",
        .choices = user_choices,
        .doc = "Headers for user properties, one each, in their order, repeats kept: `all`, `none`, or a list of "
               "names; `name*` takes all that begin so.",
        .read =
            [](const Slot& slot, Config& config) {
              read_selection(slot, config.mapping.headers.user_properties, config.mapping.headers.user_patterns);
            },
    },
    {
        .key = "user_property_prefix",
        .default_value = "\"\"",
        .doc = "Put in front of each user property's name.",
        .read =
            [](const Slot& slot, Config& config) {
              const bool is_empty = slot.node.kind == Node::Kind::empty;
              if (auto text = is_empty ? std::string() : read_text(slot)) {
                config.mapping.headers.user_property_prefix = std::move(*text);
              }
            },
    },
    {
        .key = "add",
        .type = ValueType::map,
        .default_value = "{}",
        .doc = "Further headers: name and template. One whose field a message does not have is left out.",
        .read = read_added,
    },
}};

}  // namespace

std::span<const ConfigField> header_fields() { return fields_of_headers; }

std::span<const ConfigField> extended_field_fields() {
  static const std::array<ConfigField, 6> fields{{
      {
          .key = "preset",
          .type = ValueType::choice,
          .default_value = "none",
          .choices = extended_preset_names(),
          .doc =
              "Names that go with a broker, once it adds them as docs/brokers.md says. Of `$message_id`, `$timestamp`, "
              "`$clientid`, `$client_address`, `$client_username`: all with `mosquitto` (the plugin in "
              "deploy/mosquitto), `emqx`, `hivemq`, `bifromq` and `mochi`, not the address with `vernemq`, not the "
              "user "
              "name with `aws_iot`, id and client id with `tdmq`. `mosquitto_example` and `mosquitto_timestamp`: "
              "Mosquitto's own plugins add-properties and message-timestamp. Keys below override it; an empty one "
              "takes a name away.",
          .read = read_preset,
      },
      {
          .key = "message_id",
          .example = "$message_id",
          .doc = "User property with the message's id.",
          .read = read_extended<&ExtendedFieldRules::message_id>,
      },
      {
          .key = "message_timestamp",
          .example = "$timestamp",
          .doc = "User property with the time at which the broker stored the message.",
          .read = read_extended<&ExtendedFieldRules::message_timestamp>,
      },
      {
          .key = "publisher_client_id",
          .example = "$clientid",
          .doc = "User property with the publisher's client id.",
          .read = read_extended<&ExtendedFieldRules::publisher_client_id>,
      },
      {
          .key = "publisher_client_host",
          .example = "$client_address",
          .doc = "User property with the publisher's address.",
          .read = read_extended<&ExtendedFieldRules::publisher_client_host>,
      },
      {
          .key = "publisher_username",
          .example = "$client_username",
          .doc = "User property with the publisher's user name.",
          .read = read_extended<&ExtendedFieldRules::publisher_username>,
      },
  }};
  return fields;
}

}  // namespace sluice
