// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "ops/status.hpp"

namespace sluice {

/// How far back the charts look.
constexpr double series_span_s = 600;

/// What was at one moment.
struct SeriesPoint {
  double age_s = 0;  ///< before the moment of the status
  double value = 0;
};

/// Oldest first, none older than `series_span_s`.
using Series = std::vector<SeriesPoint>;

/// Per second, between each sample and the one before: one point fewer than samples.
Series rate_series(const TaskStatus& status, std::uint64_t StatusTotals::*counter);
/// Messages in flight, at each sample and now.
Series in_flight_series(const TaskStatus& status);
/// Age of the oldest unacknowledged message in seconds, at each sample and now.
Series oldest_series(const TaskStatus& status);

/// Of all connections, now: seconds; 0 while nothing is open.
double oldest_now(const TaskStatus& status);

/// The least round number (1, 2 or 5 with noughts) that no point exceeds; 1 for nothing but zeros.
double round_maximum(const Series& series);

}  // namespace sluice
