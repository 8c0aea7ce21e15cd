// SPDX-License-Identifier: Apache-2.0
#include "ops/health.hpp"

#include <algorithm>

namespace sluice {

namespace {

class Folding {
 public:
  Health fold(const HealthFacts& facts) {
    health_.ready = true;
    if (facts.stopping) hinder("the task is stopping");
    if (facts.paused) hinder("an operator has paused the task: nothing is read until POST /resume");
    fold_kafka(facts);
    if (facts.connections.empty() && !facts.stopping) {
      hinder(health_.reasons.empty() ? "the task is starting" : "");
    }
    for (const ConnectionFacts& connection : facts.connections) fold_connection(connection);
    if (needs_operator_) {
      health_.word = HealthWord::failed;
    } else if (facts.paused) {
      health_.word = HealthWord::paused;
    } else {
      health_.word = health_.reasons.empty() ? HealthWord::healthy : HealthWord::abnormal;
    }
    return std::move(health_);
  }

 private:
  void fold_kafka(const HealthFacts& facts) {
    if (!facts.kafka_reachable) {
      hinder(facts.kafka_text.empty() ? "Kafka has not answered yet" : facts.kafka_text);
    }
    for (const TopicFacts& topic : facts.topics) {
      if (topic.writable) continue;
      needs_operator_ = needs_operator_ || topic.needs_operator;
      // An unreachable Kafka says it all.
      hinder(facts.kafka_reachable ? (topic.text.empty() ? "topic `" + topic.name + "` is not writable" : topic.text)
                                   : "");
    }
  }

  void fold_connection(const ConnectionFacts& connection) {
    const ConnectionNotes& notes = connection.notes;
    if (!connection.ready) {
      needs_operator_ = needs_operator_ || notes.loss_needs_operator;
      hinder("connection " + connection.client_id + " is " + connection.state +
             (notes.loss.empty() ? "" : ": " + notes.loss));
    }
    if (!notes.trouble.empty()) {
      needs_operator_ = needs_operator_ || notes.trouble_needs_operator;
      // What comes right by itself, as when a leader moves, leaves a task ready.
      health_.ready = health_.ready && !notes.trouble_needs_operator;
      tell("records of connection " + connection.client_id + " are not taken: " + notes.trouble);
    }
    if (!notes.stall.empty()) tell("connection " + connection.client_id + ": " + notes.stall);
  }

  void hinder(const std::string& reason) {
    health_.ready = false;
    tell(reason);
  }

  /// Each reason once: two connections meet the same Kafka.
  void tell(const std::string& reason) {
    const auto& known = health_.reasons;
    if (!reason.empty() && std::find(known.begin(), known.end(), reason) == known.end()) {
      health_.reasons.push_back(reason);
    }
  }

  Health health_;
  bool needs_operator_ = false;
};

}  // namespace

Health fold(const HealthFacts& facts) { return Folding().fold(facts); }

}  // namespace sluice
