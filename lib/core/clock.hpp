// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace sluice {

/// The clock of every deadline and back-off; never jumps.
using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using Millis = std::chrono::milliseconds;

}  // namespace sluice
