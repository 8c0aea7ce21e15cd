// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "config/readers.hpp"
#include "mapping/topic_name.hpp"

namespace sluice {

namespace {

constexpr std::array<std::string_view, 2> choices_on_rejected{"stop", "drop"};

void read_topic(const Slot& slot, Config& config) {
  auto text = read_text(slot);
  if (!text) return;
  if (auto fault = check_kafka_topic(*text)) {
    slot.fault('`' + slot.path + "`: " + fault->text, fault->hint + "; it is a plain name, no template", fault->offset);
  }
  config.dead_letters.topic = std::move(*text);
}

}  // namespace

std::span<const ConfigField> dead_letters_fields() {
  static const std::array<ConfigField, 2> fields{{
      {
          .key = "topic",
          .type = ValueType::text,
          .example = "mqtt.telemetry.dead",
          .doc =
              "The Kafka topic for dead letters: a plain name, not that of `mapping.topic`. It must be there when the "
              "worker starts. A message is acknowledged when its dead letter is as safe as a record.",
          .read = read_topic,
      },
      {
          .key = "on_rejected",
          .type = ValueType::choice,
          .default_value = "stop",
          .choices = choices_on_rejected,
          .doc =
              "What a message comes to that can never be delivered, without `topic`. `stop`: the task ends with exit "
              "code 1, the message stays at the broker. `drop`: it is counted, logged and acknowledged.",
          .read =
              [](const Slot& slot, Config& config) {
                if (const auto index = read_choice(slot))
                  config.dead_letters.on_rejected = static_cast<OnRejected>(*index);
              },
      },
  }};
  return fields;
}

}  // namespace sluice
