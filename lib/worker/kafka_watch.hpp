// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "core/clock.hpp"
#include "kafka/topics.hpp"
#include "ops/health.hpp"

namespace sluice {

/// What is known of Kafka and of the topics that the configuration names. `look` belongs to one thread, the rest to
/// any.
class KafkaWatch {
 public:
  explicit KafkaWatch(const Config& config);

  /// The worker has asked for a topic.
  void note(const TopicUse& topic, const TopicCheck& check);
  /// Asks for all topics anew; blocks for a second at the most when Kafka does not answer.
  void look();

  /// Puts it into `facts`. `word`: what librdkafka's producers have said; the newer counts.
  void tell(const std::optional<Monitor::KafkaWord>& word, HealthFacts& facts) const;

 private:
  void note_answer(const TopicUse& topic, const TopicCheck& check, TimePoint now);

  const Config config_;
  const std::vector<TopicUse> uses_;
  std::unique_ptr<TopicAdmin> admin_;  ///< made by the first `look`

  mutable std::mutex mutex_;
  Monitor::KafkaWord word_{false, {}, {}};  ///< guarded by mutex_
  std::vector<TopicFacts> topics_;          ///< guarded by mutex_; as `uses_`
};

}  // namespace sluice
