// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>

#include "core/clock.hpp"

namespace sluice {

/// Exponential back-off with full jitter: attempt n waits a random time in [0, min(ceiling, floor * 2^n)],
/// but never less than a tenth of that bound, so that no attempt follows at once.
class Backoff {
 public:
  Backoff(Millis floor, Millis ceiling, std::uint64_t seed);

  /// The wait before the next attempt; grows with each call.
  Millis next();
  /// Back to the floor: call it when an attempt has succeeded.
  void reset() { attempt_ = 0; }

 private:
  Millis floor_;
  Millis ceiling_;
  std::uint32_t attempt_ = 0;
  std::mt19937_64 random_;
};

}  // namespace sluice
