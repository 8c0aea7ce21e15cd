// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "config/load.hpp"
#include "core/result.hpp"
#include "delivery/sink.hpp"

namespace sluice {

/// One librdkafka property. Of those with the same name the last counts.
struct KafkaProperty {
  std::string name;
  std::string value;
  /// The configuration's key that it comes from: `kafka.properties.<name>`, `kafka.sasl.username`; empty: our own.
  std::string key{};
};

/// What a producer is made with, in the order of setting: our defaults, then `kafka.tls` and `kafka.sasl`, then
/// `kafka.properties`, then what the promise depends on. Company::alone: every record in a batch of its own.
std::vector<KafkaProperty> producer_properties(const Config& config, std::uint32_t connection, Company company);

/// What is needed to reach the cluster and ask, without producing: for a consumer handle.
std::vector<KafkaProperty> client_properties(const Config& config);

/// `linger.ms` unless the user sets it. The rate is at most window / (linger + round trip), so a small window cannot
/// afford to wait; a large one fills the batches while it waits and saves CPU.
std::uint32_t linger_ms(std::uint32_t window);

/// The addresses as texts name them: `a:9092, b:9092`.
std::string kafka_addresses(const Config& config);

struct KafkaConfDeleter {
  void operator()(rd_kafka_conf_t* conf) const { rd_kafka_conf_destroy(conf); }
};
using KafkaConf = std::unique_ptr<rd_kafka_conf_t, KafkaConfDeleter>;

/// Those of `kafka.properties`, `kafka.tls` and `kafka.sasl` that librdkafka does not know, or whose value it does not
/// take: for `load_file`.
std::vector<OutsideFault> refused_properties(const Config& config);

/// rd_kafka_conf_set for each. Error: names the configuration's key, the value (unless secret) and librdkafka's text.
Result<KafkaConf> make_kafka_conf(const std::vector<KafkaProperty>& properties);

}  // namespace sluice
