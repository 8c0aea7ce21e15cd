// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <concepts>
#include <thread>

namespace sluice::test {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

/// Asks `condition` again and again until it holds or `deadline` has passed; whether it held.
template <std::predicate Condition>
bool eventually(Milliseconds deadline, Condition condition) {
  constexpr Milliseconds pause{5};
  const auto end = Clock::now() + deadline;
  while (!condition()) {
    if (Clock::now() >= end) return false;
    std::this_thread::sleep_for(pause);
  }
  return true;
}

}  // namespace sluice::test
