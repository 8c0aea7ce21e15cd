// SPDX-License-Identifier: Apache-2.0
#include "mqtt/take_overs.hpp"

namespace sluice {

using namespace std::chrono_literals;

namespace {

constexpr Millis stay_away = 30s;
constexpr Millis jitter = 5s;
constexpr Millis memory = 5min;
constexpr std::size_t lasting_count = 3;

/// Closed so soon after SUBACK, so often in a row.
constexpr Millis silent_life_max = 5s;
constexpr std::uint32_t silent_ends_max = 3;

}  // namespace

Millis TakeOvers::on_take_over(TimePoint now) {
  silent_ends_ = 0;
  while (!seen_.empty() && now - seen_.front() > memory) seen_.pop_front();
  seen_.push_back(now);
  std::uniform_int_distribution<Millis::rep> spread(0, jitter.count());
  return stay_away + Millis(spread(random_));
}

bool TakeOvers::lasting() const { return seen_.size() >= lasting_count; }

bool TakeOvers::is_silent_one(TimePoint ready_since, TimePoint now) {
  silent_ends_ = now - ready_since <= silent_life_max ? silent_ends_ + 1 : 0;
  return silent_ends_ >= silent_ends_max;
}

}  // namespace sluice
