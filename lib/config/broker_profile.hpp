// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace sluice {

/// Whom a message belongs to that the broker has given to a member of a shared subscription.
enum class BrokerFamily {
  session_bound,  ///< that client id alone: if it never returns, its window and its queue are lost
  redispatching   ///< whoever lives: the others get what a dead member held
};

/// What a graceful stop does with the session.
enum class OnStop {
  keep,  ///< plain DISCONNECT: the broker queues for this client id until it returns
  leave  ///< UNSUBSCRIBE, drain, end the session: the other replicas take over
};

/// What is done when messages have been held unacknowledged for `mqtt.hold_limit`.
enum class AtHoldLimit {
  release,   ///< the connection is closed, our share waits for us
  hand_over  ///< the other replicas get our share until Kafka takes messages from us again
};

/// How one broker treats shared subscriptions, and what follows from it for us. The facts: docs/brokers.md.
struct BrokerProfile {
  std::string_view name;
  BrokerFamily family = BrokerFamily::session_bound;
  std::chrono::seconds session_expiry{24 * 3600};
  OnStop on_stop = OnStop::keep;
  /// At the stop's deadline the session is ended in spite of unacknowledged messages: only so the others get them now.
  bool ends_session_at_deadline = false;
  /// The longest that a message may stay unacknowledged before the broker gives it up, or the whole group waits for it;
  /// 0: as long as it takes.
  std::chrono::seconds hold_limit{0};
  /// It drops what stays unacknowledged on a living connection: to keep that beyond `hold_limit` would lose it.
  bool drops_held = false;
  /// Messages that the broker queues by default before it drops some; 0: no limit.
  std::uint32_t queue_limit = 1000;
  /// The broker's own setting for it.
  std::string_view queue_setting = "the broker's queue limit";
};

/// All names of `mqtt.profile`; the first is the default.
std::span<const std::string_view> broker_profile_names();
/// By index in `broker_profile_names`.
const BrokerProfile& broker_profile(std::size_t index);

}  // namespace sluice
