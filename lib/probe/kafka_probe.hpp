// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "kafka/cluster_query.hpp"
#include "kafka/topics.hpp"
#include "probe/patience.hpp"
#include "probe/step.hpp"

namespace sluice {

/// The Kafka side: each bootstrap address alone, the addresses that the cluster gives in answer, then the topics and
/// what may be done with them. Makes no topic and writes no record.
class KafkaProbe {
 public:
  /// All must outlive it.
  KafkaProbe(const Config& config, const Patience& patience, StepLog& log)
      : config_(config), patience_(patience), log_(log) {}

  void run();

 private:
  struct Topics;

  void look_at(const std::string& address);
  void look_at_advertised();
  void look_at_topics();
  void look_at_topic(const Topics& handles, const TopicUse& topic);
  /// False: no TCP connection.
  bool reach(const std::string& where, const std::string& host, std::uint16_t port, const std::string& key);
  bool is_stopped() const { return StepTime(patience_).is_stopped(); }

  const Config& config_;
  const Patience& patience_;
  StepLog& log_;

  std::optional<ClusterFacts> cluster_;  ///< as the first that answered told it
  std::set<std::string> reached_;        ///< `host:port` that took a connection
};

}  // namespace sluice
