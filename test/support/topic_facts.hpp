// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace sluice::test {

/// How a topic was made.
struct TopicFacts {
  int partitions = 0;
  int replicas = 0;  ///< of its first partition
};

/// What the cluster says of an existing topic; throws std::runtime_error when it does not say it within 20 s.
TopicFacts topic_facts(const std::string& brokers, const std::string& topic);

/// The value of one of its configurations, e.g. `retention.ms`; throws as above.
std::string topic_setting(const std::string& brokers, const std::string& topic, const std::string& name);

}  // namespace sluice::test
