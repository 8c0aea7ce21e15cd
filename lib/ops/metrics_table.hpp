// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace sluice {

enum class MetricType { counter, gauge, histogram };

/// Every metric, in the order of the table: its index there.
enum class MetricId : std::size_t {
  messages_received,
  messages_redelivered,
  messages_delivered,
  messages_filtered,
  messages_dead_lettered,
  messages_dropped,
  messages_recognised,
  messages_routed,
  received_bytes,
  pubacks,
  window_messages,
  window_size_messages,
  window_bytes,
  oldest_unacknowledged,
  broker_drop,
  delivery,
  publisher_to_kafka,
  kafka_errors,
  connects,
  disconnects,
  take_overs,
  ready,
  paused,
  health,
  kafka_reachable,
  certificate_expiry,
  build_info,
  start_time,
  count  ///< no metric: how many there are
};

/// One row: all that exposition and docs/metrics.md know of a metric.
struct MetricSpec {
  std::string_view name;
  MetricType type;
  std::span<const std::string_view> labels;
  std::string_view help;  ///< a sentence with its unit
};

std::span<const MetricSpec> metrics_table();
const MetricSpec& spec_of(MetricId id);
std::string_view to_text(MetricType type);

/// The page docs/metrics.md.
std::string metrics_markdown();

}  // namespace sluice
