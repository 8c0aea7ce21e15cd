// SPDX-License-Identifier: Apache-2.0
#include "worker/kafka_watch.hpp"

#include <algorithm>

namespace sluice {

using namespace std::chrono_literals;

namespace {

constexpr auto answer_time = 1s;

std::vector<TopicFacts> unknown(const std::vector<TopicUse>& uses) {
  std::vector<TopicFacts> topics;
  topics.reserve(uses.size());
  for (const TopicUse& use : uses) topics.push_back({use.name, false, {}, false});
  return topics;
}

}  // namespace

KafkaWatch::KafkaWatch(const Config& config) : config_(config), uses_(fixed_topics(config)), topics_(unknown(uses_)) {}

void KafkaWatch::note(const TopicUse& topic, const TopicCheck& check) { note_answer(topic, check, Clock::now()); }

void KafkaWatch::look() {
  using State = TopicCheck::State;
  if (!admin_) {
    auto admin = TopicAdmin::create(config_);
    if (!admin) return;  // the worker has made one of the same settings
    admin_ = std::move(*admin);
  }
  // Every topic comes from a template: whether Kafka answers is all that can be asked.
  if (uses_.empty()) note_answer({}, admin_->reach(answer_time), Clock::now());
  for (const TopicUse& use : uses_) {
    const TopicCheck check = admin_->check(use, answer_time);
    note_answer(use, check, Clock::now());
    // Kafka itself is away: the others would only wait for the same.
    if (check.state == State::unreachable || check.state == State::unauthorized) return;
  }
}

void KafkaWatch::note_answer(const TopicUse& topic, const TopicCheck& check, TimePoint now) {
  using State = TopicCheck::State;
  const std::lock_guard lock(mutex_);
  // Where there is no topic to be shown as not writable, a refused login stands for Kafka.
  const bool is_refused = uses_.empty() && check.state == State::unauthorized;
  const bool is_reachable = check.state != State::unreachable && !is_refused;
  word_ = {is_reachable, is_reachable ? std::string() : check.text, now};
  const auto found =
      std::find_if(topics_.begin(), topics_.end(), [&](const TopicFacts& t) { return t.name == topic.name; });
  // Without an answer nothing new is known of the topic.
  if (found == topics_.end() || !is_reachable) return;
  found->writable = check.state == State::exists;
  found->text = check.text;
  found->needs_operator =
      check.state != State::exists && check.state != State::not_yet && check.state != State::missing;
}

void KafkaWatch::tell(const std::optional<Monitor::KafkaWord>& word, HealthFacts& facts) const {
  const std::lock_guard lock(mutex_);
  const Monitor::KafkaWord& newest = word && word->at > word_.at ? *word : word_;
  facts.kafka_reachable = newest.is_reachable;
  facts.kafka_text = newest.text;
  facts.topics = topics_;
  if (newest.is_reachable) return;
  for (TopicFacts& topic : facts.topics) topic.writable = false;
}

}  // namespace sluice
