// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "core/clock.hpp"

namespace sluice {

/// How often one kind of event is told: the first ten of a minute each, the others as a number with the next one.
/// Quiet under a flood, never silent. Belongs to one thread.
class EventBudget {
 public:
  /// How many were kept quiet since the last one told; nullopt: keep this one quiet too.
  std::optional<std::uint64_t> take(TimePoint now);

 private:
  TimePoint minute_begin_{};
  std::uint32_t told_ = 0;
  std::uint64_t kept_quiet_ = 0;
};

}  // namespace sluice
