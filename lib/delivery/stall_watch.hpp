// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "core/clock.hpp"
#include "delivery/outcome.hpp"

namespace sluice {

/// Sees when nothing becomes safe any more, for how long, and how fast messages came before. Pure; asked about once a
/// second, so its times are that exact.
class StallWatch {
 public:
  explicit StallWatch(TimePoint now) : seen_(now), safe_(now), moved_(now) {}

  /// `oldest`: ticket of the oldest open message, `open` messages are open, `received` have come since the start.
  /// `is_held`: nothing is read on purpose, which counts as a stall, whether something is open or not.
  void observe(TimePoint now, Ticket oldest, std::uint64_t open, std::uint64_t received, bool is_held = false);

  /// Since when the oldest message has not changed; 0 while none is open.
  Millis stalled_for() const { return stalled_; }
  /// Messages a second, averaged over about the last 30 s in which work went on.
  double rate_per_s() const { return rate_per_s_; }
  /// How long until `room` more messages have come at that rate, counted from the beginning of the stall; 0: they have;
  /// nullopt: nothing comes.
  std::optional<Millis> time_until(std::uint64_t room) const;

 private:
  TimePoint seen_;
  TimePoint safe_;   ///< when nothing was open last, or something became safe, be it during a pause
  TimePoint moved_;  ///< the same, but not during a pause
  Ticket oldest_ = 0;
  std::uint64_t received_ = 0;
  double rate_per_s_ = 0;
  Millis stalled_{0};
};

}  // namespace sluice
