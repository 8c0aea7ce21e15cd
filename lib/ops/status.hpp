// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ops/event.hpp"

namespace sluice {

/// How a task is, in one word.
enum class HealthWord {
  healthy,   ///< every connection forwards, Kafka takes records
  failed,    ///< something needs an operator: a refusal, a fatal error
  abnormal,  ///< something is away or late, and comes back by itself
  paused     ///< an operator has stopped the reading
};
std::string_view to_text(HealthWord word);
std::string_view to_text(Severity severity);

/// One connection to the MQTT broker.
struct ConnectionStatus {
  std::string client_id;
  std::string broker;  ///< its address; empty before the first attempt
  std::string state;   ///< `ready`, `backing_off`, ...: as in `ConnectionState`
  bool ready = false;  ///< all filters subscribed
  std::uint64_t window_used = 0;
  std::uint64_t window_size = 0;
  std::uint64_t bytes_in_flight = 0;
  double oldest_unacknowledged_s = 0;       ///< 0 while nothing is open
  std::optional<double> broker_drops_in_s;  ///< estimate, only while nothing becomes safe; 0: now
};

/// What went wrong lately, the newest first; equal ones are counted, not repeated.
struct RecentError {
  std::int64_t time_ms = 0;  ///< since the epoch, of the last occurrence
  Severity severity = Severity::warn;
  std::string name;  ///< of the event
  std::string text;
  std::string remedy;  ///< empty where the text says it all
  std::uint64_t count = 1;
};

/// Counters since the start of the process.
struct StatusTotals {
  std::uint64_t received = 0;
  std::uint64_t delivered = 0;
  std::uint64_t filtered = 0;
  std::uint64_t dead_lettered = 0;
  std::uint64_t dropped = 0;
  std::uint64_t redelivered = 0;
  std::uint64_t in_flight = 0;
};

/// One point of the history, taken at a fixed period.
struct StatusSample {
  std::int64_t time_ms = 0;  ///< since the epoch
  StatusTotals totals;
  double oldest_unacknowledged_s = 0;
};

/// All that an operator can see of a task at one moment: `/readyz`, `/status.json` and the status page show it.
struct TaskStatus {
  std::string version;
  std::string task;
  std::string group;
  std::vector<std::string> filters;
  std::int64_t now_ms = 0;      ///< since the epoch
  std::int64_t started_ms = 0;  ///< since the epoch
  HealthWord word = HealthWord::abnormal;
  bool alive = true;
  bool ready = false;
  bool paused = false;
  std::vector<std::string>
      reasons;  ///< why not ready or not healthy: sentences with their remedies; empty when healthy
  bool kafka_reachable = false;
  std::vector<std::pair<std::string, bool>> topics;  ///< that the configuration names; true: there and writable
  std::vector<ConnectionStatus> connections;
  StatusTotals totals;
  std::vector<StatusSample> history;  ///< oldest first, about the last ten minutes
  std::vector<RecentError> errors;    ///< newest first, bounded
  std::string configuration;          ///< YAML as it is in force, secrets redacted
};

}  // namespace sluice
