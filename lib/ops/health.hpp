// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ops/monitor.hpp"
#include "ops/status.hpp"

namespace sluice {

struct ConnectionFacts {
  std::string client_id;
  std::string state;
  bool ready = false;
  ConnectionNotes notes;
};

struct TopicFacts {
  std::string name;
  bool writable = false;
  std::string text;  ///< why not, with the remedy
  bool needs_operator = false;
};

/// What is known of a task's parts.
struct HealthFacts {
  bool stopping = false;
  bool paused = false;
  bool kafka_reachable = false;
  std::string kafka_text;  ///< why not; may be empty
  std::vector<TopicFacts> topics;
  std::vector<ConnectionFacts> connections;  ///< none while the task waits for its topics
};

struct Health {
  HealthWord word = HealthWord::abnormal;
  bool ready = false;
  std::vector<std::string> reasons;
};

/// One verdict of all parts: ready only when every filter is subscribed, Kafka answers, every topic is writable and
/// nobody has paused or stopped the task. Of several words the gravest: failed, paused, abnormal, healthy. Pure.
Health fold(const HealthFacts& facts);

}  // namespace sluice
