// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <random>

#include "core/clock.hpp"

namespace sluice {

/// Tells when another process uses our client id, and how long to stay away. Two processes that reconnect at once
/// would evict each other for ever, and each time the broker sends the whole window again. Pure.
class TakeOvers {
 public:
  explicit TakeOvers(std::uint64_t seed) : random_(seed) {}

  /// The broker has given the session to another connection. How long to stay away from it.
  Millis on_take_over(TimePoint now);
  /// Three of them within five minutes: the other one is no passing guest.
  bool lasting() const;

  /// The connection was closed without DISCONNECT. Brokers older than MQTT 5's DISCONNECT (Mosquitto before 2.0.15)
  /// show a take-over no other way. True when this is the third time in a row shortly after SUBACK: take it for one.
  bool is_silent_one(TimePoint ready_since, TimePoint now);
  /// The same for one who waits whether an owner comes back: true the second time, however long the connection lived.
  bool is_second_silent_one() { return ++silent_ends_ >= 2; }
  /// A connection did not come about: the broker was away. A row of silent ends is over.
  void on_other_end() { silent_ends_ = 0; }

 private:
  std::deque<TimePoint> seen_;  ///< of the last five minutes
  std::uint32_t silent_ends_ = 0;
  std::mt19937_64 random_;
};

}  // namespace sluice
