// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "config/extended_preset.hpp"
#include "config/readers.hpp"
#include "config/record_fields.hpp"

namespace sluice {

namespace {

template <std::optional<std::string> ExtendedFieldRules::*member>
void read_extended(const Slot& slot, Config& config) {
  auto text = slot.node.kind == Node::Kind::empty ? std::string() : read_text(slot);
  if (!text) return;
  config.mapping.extended.*member = text->empty() ? std::nullopt : std::optional(std::move(*text));
}

void read_preset(const Slot& slot, Config& config) {
  if (const auto index = read_choice(slot)) config.mapping.extended = extended_preset(*index);
}

constexpr ConfigField field_of_where{
    .key = "where",
    .example = "$QoS = 1 AND k1 = 'v1'",
    .doc =
        "Condition: a message for which it is not true becomes no record; it is acknowledged and counted. Its "
        "language: "
        "docs/mapping.md, Filter.",
    .read =
        [](const Slot& slot, Config& config) {
          if (auto text = read_text(slot)) config.mapping.where = std::move(*text);
        },
};

constexpr std::size_t record_field_count = 5;

}  // namespace

std::span<const ConfigField> mapping_fields() {
  static const auto fields = [] {
    std::array<ConfigField, 1 + record_field_count> all{field_of_where};
    std::copy_n(record_fields().begin(), record_field_count, all.begin() + 1);
    return all;
  }();
  return fields;
}

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
