// SPDX-License-Identifier: Apache-2.0
#include "delivery/stall_watch.hpp"

#include <algorithm>
#include <cmath>

namespace sluice {

using namespace std::chrono_literals;

namespace {

constexpr double averaging_s = 30;

double seconds_of(TimePoint::duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

void StallWatch::observe(TimePoint now, Ticket oldest, std::uint64_t open, std::uint64_t received, bool is_held) {
  const bool is_safe = open == 0 || oldest != oldest_;
  if (is_safe) safe_ = now;
  if (is_safe && !is_held) {
    const double elapsed_s = seconds_of(now - seen_);
    if (elapsed_s > 0) {
      const double share = 1 - std::exp(-elapsed_s / averaging_s);
      rate_per_s_ += share * (static_cast<double>(received - received_) / elapsed_s - rate_per_s_);
    }
  }
  // Once a pause is over only what is open counts, and not since before it came.
  if (!is_held) moved_ = safe_;
  // What came during a stall is no measure: the window held it back.
  seen_ = now;
  received_ = received;
  oldest_ = oldest;
  stalled_ = std::chrono::duration_cast<Millis>(now - moved_);
}

std::optional<Millis> StallWatch::time_until(std::uint64_t room) const {
  // Less than one message a minute: nobody's queue fills in a time worth telling.
  if (rate_per_s_ < 1.0 / 60) return std::nullopt;
  const double left_ms = static_cast<double>(room) / rate_per_s_ * 1000 - static_cast<double>(stalled_.count());
  constexpr double year_ms = 365.0 * 24 * 3600 * 1000;
  return Millis(static_cast<Millis::rep>(std::clamp(left_ms, 0.0, year_ms)));
}

}  // namespace sluice
