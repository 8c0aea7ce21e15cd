// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace sluice {

/// Counts durations by size. Plain: belongs to one thread. Equal durations in a row, as all messages of one read and
/// one report have them, are found without a search.
class DurationHistogram {
 public:
  /// Upper ends of the buckets, inclusive; one more bucket is for what is longer.
  static constexpr std::array<std::int64_t, 14> bounds_ms{5,    10,   25,     50,     100,    250,     500,
                                                          1000, 2500, 10'000, 30'000, 60'000, 300'000, 3'600'000};
  static constexpr std::size_t size = bounds_ms.size() + 1;

  /// What would be negative, after a jump of the clock, counts as 0.
  void observe(std::int64_t ms) {
    if (ms != last_ms_) {
      last_ms_ = ms;
      const auto* const found = std::lower_bound(bounds_ms.begin(), bounds_ms.end(), ms);
      last_bucket_ = static_cast<std::size_t>(found - bounds_ms.begin());
    }
    ++counts_[last_bucket_];
    sum_ms_ += std::max<std::int64_t>(ms, 0);
  }

  /// Of each bucket alone, not cumulative.
  const std::array<std::uint64_t, size>& counts() const { return counts_; }
  std::int64_t sum_ms() const { return sum_ms_; }

 private:
  std::array<std::uint64_t, size> counts_{};
  std::int64_t sum_ms_ = 0;
  std::int64_t last_ms_ = 0;
  std::size_t last_bucket_ = 0;
};

/// The same as a value that was read.
struct DurationCounts {
  std::array<std::uint64_t, DurationHistogram::size> counts{};
  std::int64_t sum_ms = 0;

  DurationCounts& operator+=(const DurationCounts& other) {
    for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += other.counts[i];
    sum_ms += other.sum_ms;
    return *this;
  }
};

}  // namespace sluice
