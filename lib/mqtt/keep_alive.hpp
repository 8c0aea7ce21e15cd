// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <deque>
#include <optional>

#include "core/clock.hpp"

namespace sluice {

/// Who asked for a PINGREQ, so that its PINGRESP finds its owner: the broker answers in order.
enum class PingOwner { keep_alive, barrier };

/// When to ping the broker and when to give it up (MQTT 5, 3.1.2.10). Pure: times come from outside.
///
/// The relay keeps the connection alive itself and answers Paho's pings on the spot, for two reasons. Paho pings when
/// *its* connection is quiet, which says nothing of ours; and while reading is stalled the PINGRESP lies behind unread
/// PUBLISH packets, so that Paho would give up a healthy connection.
class KeepAlive {
 public:
  KeepAlive(std::chrono::seconds interval, TimePoint now);

  /// The broker's Server Keep Alive replaces ours where it is shorter [MQTT-3.2.2-21]. One that is longer, or 0 for
  /// off, frees us from pinging, but a client may ping at any time (3.1.2.10), and a broker that went without a word
  /// would be noticed late, or never.
  void obey_server(std::chrono::seconds interval) {
    if (interval.count() > 0) interval_ = std::min(interval_, interval);
  }

  void on_sent(TimePoint now) { last_sent_ = now; }
  void on_received(TimePoint now) { last_received_ = now; }
  void on_ping(PingOwner owner, TimePoint now);
  /// A PINGRESP: whose it was; nullopt when nobody asked.
  std::optional<PingOwner> on_pong();

  /// While we do not read on purpose, silence says nothing of the broker: the death rule rests.
  void set_reading(bool reading, TimePoint now);

  /// A ping of our own is due.
  bool ping_due(TimePoint now) const;
  /// No byte for a whole interval after an unanswered ping.
  bool dead(TimePoint now) const;
  std::chrono::seconds interval() const { return interval_; }

 private:
  std::chrono::seconds interval_;
  TimePoint last_sent_;
  TimePoint last_received_;
  std::optional<TimePoint> asked_;  ///< oldest unanswered ping
  std::deque<PingOwner> owners_;
  bool reading_ = true;
};

}  // namespace sluice
