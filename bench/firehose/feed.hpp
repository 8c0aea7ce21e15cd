// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/messages.hpp"
#include "core/clock.hpp"

namespace sluice::bench {

struct FeedLimits {
  std::uint64_t messages = 0;     ///< 0: no limit but `seconds`
  std::uint64_t seconds = 0;      ///< 0: no limit but `messages`
  std::uint64_t rate = 0;         ///< messages per second over all subscribers; 0: as fast as they allow
  std::uint64_t subscribers = 1;  ///< how many must be there before the first message
};

/// What is left to send and what came of it, shared by all clients of the firehose. One thread.
class Feed {
 public:
  Feed(MessageShape shape, FeedLimits limits);

  void add_subscriber();
  void remove_subscriber() { --subscribers_; }

  /// How many messages may be sent at this moment; 0 before the start and after the end.
  std::uint64_t allowance();
  /// Appends the next message to `out`. Precondition: allowance() > 0.
  void append_next(std::uint16_t packet_id, std::vector<char>& out);

  void count_ack(bool in_order);
  void count_unknown_ack() { ++unknown_acks_; }
  /// A subscriber went away with `count` messages unacknowledged: they are sent again to those that are left.
  void abandon(std::uint64_t count) { abandoned_ += count; }

  bool started() const { return started_; }
  /// All that had to be sent was sent and acknowledged.
  bool complete();
  /// One JSON object: the counts, and the time from the first PUBLISH to the last PUBACK.
  std::string totals_json();

 private:
  std::uint64_t in_flight() const { return sent_ - acked_ - abandoned_; }
  bool ended();

  MessageSet messages_;
  FeedLimits limits_;
  std::uint64_t subscribers_ = 0;
  bool started_ = false;
  TimePoint start_;
  TimePoint last_ack_;
  std::uint64_t sent_ = 0;
  std::uint64_t acked_ = 0;
  std::uint64_t abandoned_ = 0;
  std::uint64_t out_of_order_ = 0;
  std::uint64_t unknown_acks_ = 0;
};

}  // namespace sluice::bench
