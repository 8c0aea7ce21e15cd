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

/// A topic, and the key of the configuration that names it, for texts.
struct TopicUse {
  std::string name;
  std::string key;
};

/// All topics that the configuration names in so many words: what must be there before a message comes.
std::vector<TopicUse> fixed_topics(const Config& config);

/// What Kafka says of a topic that records are to go to.
struct TopicCheck {
  enum class State {
    exists,
    missing,       ///< the cluster does not know it
    unreachable,   ///< no answer: nothing is known; try again
    unauthorized,  ///< the login or this principal's rights are refused: somebody may grant them
    not_yet,       ///< it cannot be made as the cluster is now, e.g. with fewer brokers than replicas; try again
    refused,       ///< a policy of the cluster forbids to make it: trying again cannot help
    invalid        ///< librdkafka refuses the settings, or Kafka the name or `kafka.create`: trying again cannot help
  };
  State state = State::unreachable;
  std::int32_t partitions = 0;  ///< when it exists
  std::string text;             ///< a sentence with the addresses and the remedy; empty when it exists
  std::string_view code{};      ///< Kafka's name of the error, static storage; empty when there is none
  bool was_made = false;        ///< by this very call
};

/// Asks for topics, and makes them. Each call blocks, for its `timeout` at the most; one thread at a time.
class TopicAdmin {
 public:
  /// Connects nowhere yet. Error: settings that librdkafka refuses.
  static Result<std::unique_ptr<TopicAdmin>> create(const Config& config);
  ~TopicAdmin();
  TopicAdmin(const TopicAdmin&) = delete;
  TopicAdmin& operator=(const TopicAdmin&) = delete;

  /// rd_kafka_metadata. Never makes the topic, also where the broker has auto.create.topics.enable.
  TopicCheck check(const TopicUse& topic, Millis timeout);

  /// rd_kafka_metadata without a topic: `exists` when Kafka answers at all.
  TopicCheck reach(Millis timeout);

  /// `check`, and rd_kafka_CreateTopics when it is missing and `kafka.topic_policy` is `create`. A topic that is there
  /// is never changed. One that somebody else made meanwhile counts as existing.
  TopicCheck provide(const TopicUse& topic, Millis timeout);

 private:
  struct Handle;
  TopicAdmin(const Config& config, std::unique_ptr<Handle> handle);

  TopicCheck make(const TopicUse& topic, Millis timeout);
  void wait_until_known(const TopicUse& topic, TimePoint end);

  const Config config_;
  std::unique_ptr<Handle> handle_;
};

}  // namespace sluice
