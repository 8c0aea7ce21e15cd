// SPDX-License-Identifier: Apache-2.0
#include "ops/status_page/series.hpp"

#include <algorithm>
#include <cmath>

namespace sluice {

namespace {

double age_of(const TaskStatus& status, const StatusSample& sample) {
  return static_cast<double>(status.now_ms - sample.time_ms) / 1000;
}

/// A wall clock that was set back gives points in the future: left out, like those that are too old.
bool is_shown(double age_s) { return age_s >= 0 && age_s <= series_span_s; }

template <class ValueOf>
Series level_series(const TaskStatus& status, ValueOf value_of, double now) {
  Series series;
  for (const StatusSample& sample : status.history) {
    const double age_s = age_of(status, sample);
    if (is_shown(age_s)) series.push_back({age_s, value_of(sample)});
  }
  series.push_back({0, now});
  return series;
}

}  // namespace

Series rate_series(const TaskStatus& status, std::uint64_t StatusTotals::*counter) {
  Series series;
  for (std::size_t i = 1; i < status.history.size(); ++i) {
    const StatusSample& before = status.history[i - 1];
    const StatusSample& after = status.history[i];
    const double age_s = age_of(status, after);
    const double passed_s = static_cast<double>(after.time_ms - before.time_ms) / 1000;
    if (!is_shown(age_s) || passed_s <= 0 || after.totals.*counter < before.totals.*counter) continue;
    series.push_back({age_s, static_cast<double>(after.totals.*counter - before.totals.*counter) / passed_s});
  }
  return series;
}

Series in_flight_series(const TaskStatus& status) {
  return level_series(
      status, [](const StatusSample& sample) { return static_cast<double>(sample.totals.in_flight); },
      static_cast<double>(status.totals.in_flight));
}

Series oldest_series(const TaskStatus& status) {
  return level_series(
      status, [](const StatusSample& sample) { return sample.oldest_unacknowledged_s; }, oldest_now(status));
}

double oldest_now(const TaskStatus& status) {
  double oldest = 0;
  for (const ConnectionStatus& one : status.connections) oldest = std::max(oldest, one.oldest_unacknowledged_s);
  return oldest;
}

double round_maximum(const Series& series) {
  double highest = 0;
  for (const SeriesPoint& point : series) highest = std::max(highest, point.value);
  if (!(highest > 0)) return 1;
  const double power = std::pow(10, std::floor(std::log10(highest)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (highest <= factor * power) return factor * power;
  }
  return 10 * power;
}

}  // namespace sluice
