// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "config/address.hpp"
#include "config/kafka_properties.hpp"
#include "config/readers.hpp"
#include "config/source_text.hpp"

namespace sluice {

namespace {

constexpr std::array<std::string_view, 1> topic_policies{"existing"};
constexpr std::array<std::string_view, 5> codecs{"none", "gzip", "snappy", "lz4", "zstd"};

void read_brokers(const Slot& slot, Config& config) {
  const auto items = read_list(slot);
  if (!items) return;
  for (const ListItem& item : *items) {
    auto address = parse_kafka_address(item.text);
    if (address) {
      config.kafka.brokers.push_back(std::move(*address));
    } else {
      const AddressFault& fault = address.error();
      const bool is_shown = !item.node->is_substituted();
      slot.findings.error(
          item.place, item.path,
          '`' + item.path +
              "`: " + (is_shown ? fault.text : "the value of " + slot.shown(*item.node) + " is no Kafka address"),
          is_shown ? fault.hint : "write `host:9092`");
    }
  }
}

void read_properties(const Slot& slot, Config& config) {
  const auto pairs = read_map(slot);
  if (!pairs) return;
  for (const auto& [name, value] : *pairs) {
    if (const auto fault = check_kafka_property(name)) {
      slot.findings.error(value->place, slot.path + '.' + name, fault->text, fault->hint);
    }
    config.kafka.properties.emplace_back(name, Secret(value->text));
  }
}

}  // namespace

std::span<const ConfigField> kafka_fields() {
  static const std::array<ConfigField, 4> fields{{
      {
          .key = "brokers",
          .type = ValueType::list,
          .presence = Presence::required,
          .example = "[127.0.0.1:9092]",
          .doc = "Addresses `host:port` to begin with; the cluster names the rest.",
          .read = read_brokers,
      },
      {
          .key = "topic_policy",
          .type = ValueType::choice,
          .default_value = "existing",
          .choices = topic_policies,
          .doc = "`existing`: the topic must be there when the worker starts.",
          .read = [](const Slot& slot, Config&) { read_choice(slot); },
      },
      {
          .key = "compression",
          .type = ValueType::choice,
          .default_value = "lz4",
          .choices = codecs,
          .doc = "How batches of records are compressed.",
          .read =
              [](const Slot& slot, Config& config) {
                if (const auto index = read_choice(slot)) config.kafka.compression = std::string(codecs[*index]);
              },
      },
      {
          .key = "properties",
          .type = ValueType::map,
          .default_value = "{}",
          .doc = "Any librdkafka property, for example `security.protocol` or `linger.ms`. Refused where it would "
                 "break the promise or where a key of its own exists. Secret values are never printed.",
          .read = read_properties,
      },
  }};
  return fields;
}

}  // namespace sluice
