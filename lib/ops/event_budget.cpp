// SPDX-License-Identifier: Apache-2.0
#include "ops/event_budget.hpp"

#include <utility>

namespace sluice {

using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t told_max = 10;

}  // namespace

std::optional<std::uint64_t> EventBudget::take(TimePoint now) {
  if (now >= minute_begin_ + 1min) {
    minute_begin_ = now;
    told_ = 0;
  }
  if (told_ == told_max) {
    ++kept_quiet_;
    return std::nullopt;
  }
  ++told_;
  return std::exchange(kept_quiet_, 0);
}

}  // namespace sluice
