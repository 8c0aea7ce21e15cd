// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"
#include "core/clock.hpp"
#include "core/result.hpp"

namespace sluice {

/// Why Kafka did not answer a question as it was asked.
struct KafkaFault {
  bool is_refusal = false;  ///< it answered no: the same question gets the same answer
  std::string_view code;    ///< librdkafka's name without prefix, static storage
  std::string text;         ///< what happened, without remedy
  std::string remedy;
};

struct ClusterBroker {
  std::int32_t id = 0;
  std::string host;
  std::uint16_t port = 0;
};

/// What the cluster says of itself.
struct ClusterFacts {
  std::string id;  ///< empty: it has none
  std::vector<ClusterBroker> brokers;
};

/// Asks the cluster about itself and changes nothing. Each call blocks, for its `timeout` at the most; one thread at a
/// time.
class ClusterQuery {
 public:
  /// Connects nowhere yet. Error: settings that librdkafka refuses.
  static Result<std::unique_ptr<ClusterQuery>> create(const Config& config);
  ~ClusterQuery();
  ClusterQuery(const ClusterQuery&) = delete;
  ClusterQuery& operator=(const ClusterQuery&) = delete;

  /// rd_kafka_metadata, without topics.
  Result<ClusterFacts, KafkaFault> look(Millis timeout);

  /// The largest batch of records that a topic takes, in bytes: its `max.message.bytes`, the cluster's default included
  /// (rd_kafka_DescribeConfigs; needs DESCRIBE_CONFIGS on the topic).
  Result<std::uint64_t, KafkaFault> topic_size_limit(const std::string& topic, Millis timeout);
  /// What a new topic gets: `message.max.bytes` of a broker (needs DESCRIBE_CONFIGS on the cluster).
  Result<std::uint64_t, KafkaFault> broker_size_limit(std::int32_t broker, Millis timeout);

 private:
  struct Handle;
  ClusterQuery(const Config& config, std::unique_ptr<Handle> handle);
  Result<std::uint64_t, KafkaFault> size_limit(int resource_type, const std::string& name, const std::string& setting,
                                               Millis timeout);

  const Config config_;
  std::unique_ptr<Handle> handle_;
};

}  // namespace sluice
