// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "delivery/pipeline.hpp"
#include "mqtt/connection.hpp"
#include "ops/exposition.hpp"
#include "ops/status.hpp"

namespace sluice {

/// What one lane shows to other threads. It counts in plain numbers of its own and puts them here once a round, so that
/// nothing is shared for a message; readers may see one number of this round beside one of the last.
class LaneBoard {
 public:
  /// `routes`: of the mapping.
  LaneBoard(std::string client_id, std::uint32_t window_size, std::size_t routes = 0)
      : client_id_(std::move(client_id)), size_(window_size), routed_(routes + 1) {}

  // By the lane's thread.
  void show(const Pipeline& pipeline);
  /// As `RecordSink::routed`.
  void show_routed(std::span<const std::uint64_t> counts);
  /// When the broker's queue will be full; nullopt: no estimate.
  void show_drop(std::optional<Millis> left);
  void show_connection(ConnectionState state, const std::string& broker);
  /// The lane's loop is alive.
  void beat() { beat_.store(Clock::now().time_since_epoch().count(), std::memory_order_relaxed); }

  // From any thread.
  const std::string& client_id() const { return client_id_; }
  Totals totals() const;
  std::uint64_t in_flight() const { return window_messages_.load(std::memory_order_relaxed); }
  /// `now_ms`: since 1970.
  ConnectionMetrics metrics(std::int64_t now_ms) const;
  ConnectionStatus status(std::int64_t now_ms) const;
  /// How long the loop has given no sign of life; 0 before its first.
  Millis silent_for(TimePoint now) const;

 private:
  using Number = std::atomic<std::uint64_t>;
  /// A histogram as it was shown last.
  struct Times {
    std::array<Number, DurationHistogram::size> counts{};
    std::atomic<std::int64_t> sum_ms{0};

    void show(const DurationHistogram& histogram);
    DurationCounts read() const;
  };

  double oldest_s(std::int64_t now_ms) const;
  std::optional<double> drop_s() const;

  const std::string client_id_;
  const std::uint32_t size_;
  std::vector<Number> routed_;  ///< never resized
  Number received_{0}, redelivered_{0}, delivered_{0}, filtered_{0}, dead_lettered_{0}, dropped_{0}, repeats_{0},
      recognised_{0}, bytes_{0}, pubacks_{0}, window_messages_{0}, window_bytes_{0};
  std::atomic<std::int64_t> oldest_ms_{0};      ///< since 1970, when it was read; 0: none is open
  std::atomic<std::int64_t> drop_left_ms_{-1};  ///< -1: no estimate
  std::atomic<Clock::rep> beat_{0};
  Times delivery_;
  Times publisher_to_kafka_;

  mutable std::mutex mutex_;
  ConnectionState state_ = ConnectionState::idle;  ///< guarded by mutex_
  std::string broker_;                             ///< guarded by mutex_
};

}  // namespace sluice
