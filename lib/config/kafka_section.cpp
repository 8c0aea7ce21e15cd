// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "config/address.hpp"
#include "config/kafka_properties.hpp"
#include "config/readers.hpp"
#include "config/source_text.hpp"

namespace sluice {

namespace {

constexpr std::array<std::string_view, 2> topic_policies{"existing", "create"};
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
          .doc =
              "`existing`: a topic must be there; the worker waits for it. `create`: one that is missing is made as "
              "`kafka.create` says, at the start, or on first use where its name comes from a template. A topic that "
              "is there is never changed.",
          .read =
              [](const Slot& slot, Config& config) {
                static constexpr std::array policies{TopicPolicy::existing, TopicPolicy::create};
                if (const auto index = read_choice(slot)) config.kafka.topic_policy = policies[*index];
              },
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
          .doc = "Any librdkafka property, for example `linger.ms`. Refused where it would "
                 "break the promise or where a key of its own exists. Secret values are never printed.",
          .read = read_properties,
      },
  }};
  return fields;
}

namespace {

// Ten times what one cluster of Kafka should hold; the wire has room for more.
constexpr std::uint64_t partitions_max = 1'000'000;
constexpr std::uint64_t replicas_max = 1'000;
constexpr std::uint64_t topics_max = 100'000;

constexpr std::array<ConfigField, 3> fields_of_creation{{
    {
        .key = "partitions",
        .type = ValueType::number,
        .example = "6",
        .range = {1, partitions_max},
        .doc = "How many partitions a topic gets.",
        .read =
            [](const Slot& slot, Config& config) {
              if (const auto value = read_number(slot)) config.kafka.create.partitions = static_cast<int>(*value);
            },
    },
    {
        .key = "replication_factor",
        .type = ValueType::number,
        .example = "3",
        .range = {1, replicas_max},
        .doc = "On how many of Kafka's brokers each partition is kept.",
        .read =
            [](const Slot& slot, Config& config) {
              if (const auto value = read_number(slot)) {
                config.kafka.create.replication_factor = static_cast<std::int16_t>(*value);
              }
            },
    },
    {
        .key = "max_topics",
        .type = ValueType::number,
        .example = "100",
        .range = {1, topics_max},
        .doc = "Of a topic whose name comes from a template: how many different ones may be filled before no more are "
               "made; 100 if not given. Further messages go to topics that are there, else to `mapping.default_topic`, "
               "else they become dead letters.",
        .read =
            [](const Slot& slot, Config& config) {
              if (const auto value = read_number(slot)) {
                config.kafka.create.max_topics = static_cast<std::uint32_t>(*value);
              }
            },
    },
}};

constexpr ConfigField field_of_settings{
    .key = "retention.ms",
    .example = "86400000",
    .doc = "This and any other topic configuration of Kafka, for example `cleanup.policy`; passed on as it is written.",
    .read =
        [](const Slot& slot, Config& config) {
          const std::string name = slot.path.substr(std::string_view("kafka.create.").size());
          if (auto text = read_text(slot)) config.kafka.create.settings.emplace_back(name, std::move(*text));
        },
};

}  // namespace

std::span<const ConfigField> topic_creation_fields() { return fields_of_creation; }
const ConfigField& topic_setting_field() { return field_of_settings; }

}  // namespace sluice
