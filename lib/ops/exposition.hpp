// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ops/duration_histogram.hpp"
#include "ops/status.hpp"

namespace sluice {

/// What is counted of one connection.
struct ConnectionMetrics {
  std::string client_id;
  std::uint64_t received = 0;
  std::uint64_t redelivered = 0;
  std::uint64_t delivered = 0;
  std::uint64_t filtered = 0;
  std::uint64_t dead_lettered = 0;
  std::uint64_t dropped = 0;
  std::uint64_t recognised = 0;
  std::vector<std::uint64_t> routed;  ///< by each route of the mapping, last by none of them
  std::uint64_t received_bytes = 0;
  std::uint64_t pubacks = 0;
  std::uint64_t window_messages = 0;
  std::uint64_t window_size = 0;
  std::uint64_t window_bytes = 0;
  double oldest_unacknowledged_s = 0;
  std::optional<double> broker_drops_in_s;
  DurationCounts delivery;
  DurationCounts publisher_to_kafka;
};

/// What is counted by events.
struct EventCounts {
  std::map<std::string, std::uint64_t> kafka_errors;  ///< by code
  std::map<std::string, std::uint64_t> connects;      ///< by client id
  std::map<std::string, std::uint64_t> disconnects;   ///< by reason
  std::uint64_t take_overs = 0;
  std::map<std::string, std::int64_t> certificate_ends_s;  ///< by certificate, since the epoch
};

struct BuildFacts {
  std::string version;
  std::string librdkafka;
  std::string paho;
};

/// All that `/metrics` shows, at one moment.
struct TaskMetrics {
  std::vector<ConnectionMetrics> connections;
  EventCounts events;
  BuildFacts build;
  std::int64_t started_ms = 0;  ///< since the epoch
  bool ready = false;
  bool paused = false;
  bool kafka_reachable = false;
  HealthWord word = HealthWord::abnormal;
};

/// In Prometheus's text format 0.0.4. Every metric of the table is there, those without samples too but for the name.
std::string exposition(const TaskMetrics& metrics);

}  // namespace sluice
