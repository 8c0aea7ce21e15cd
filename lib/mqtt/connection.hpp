// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "core/backoff.hpp"
#include "core/clock.hpp"
#include "mqtt/broker_list.hpp"
#include "mqtt/connection_action.hpp"
#include "mqtt/connection_input.hpp"
#include "mqtt/take_overs.hpp"
#include "mqtt/wire/reason_code.hpp"

namespace sluice {

enum class ConnectionState {
  idle,
  opening,
  handshaking,
  subscribing,
  ready,
  backing_off,
  handing_over,   ///< held too long: UNSUBSCRIBE sent, still reading
  handed_over,    ///< the other members get our share until Kafka takes messages again
  releasing,      ///< held too long: DISCONNECT sent, which ends the session
  released,       ///< closed until Kafka takes messages again
  watching,       ///< decommission: draining, and waiting whether the id's owner comes back
  looking,        ///< decommission: about to connect once more, to see whether the session is gone
  settling,       ///< stop: reading paused until everything read is delivered and acknowledged
  unsubscribing,  ///< stop, `leave`: UNSUBSCRIBE sent, still reading
  draining,       ///< stop, `leave`: ping barriers until the broker has nothing more for us
  disconnecting,  ///< DISCONNECT sent
  finished
};

/// `ready`, `backing_off`, ...: as above.
std::string_view to_text(ConnectionState state);

/// What a connection is for.
enum class Purpose {
  forward,              ///< a member of the group, until stopped
  decommission,         ///< resume the session, drain it and end it, unless its owner comes back meanwhile
  decommission_at_once  ///< the same without waiting for the owner
};

/// What messages that are held too long lead to, by `mqtt.at_hold_limit` and the broker's profile.
enum class HoldEnd {
  close,        ///< the connection goes, without DISCONNECT: a redispatching broker gives to the others what we hold
  unsubscribe,  ///< connection and window stay, the others get what comes newly
  end_session   ///< DISCONNECT with Session Expiry 0: only so the broker gives to the others what we hold
};
HoldEnd hold_end(const MqttConfig& config);

/// The life of one connection as a pure state machine: inputs are events, outputs are actions; no clock, no I/O.
///
///     idle > opening > handshaking > subscribing > ready
///              ^ \________\_____________\____________\___> backing_off, released (or finished, when refused for good)
///              |___________________________________________|
///
///     held too long: ready > released > opening, or
///                    ready > handing_over > handed_over > subscribing > ready, or
///                    ready > releasing > released > opening
///
///     stop, keep:   ready > settling > disconnecting > finished
///     stop, leave:  ready > settling > unsubscribing > draining > disconnecting > finished
///                                                         ^---------' a PUBLISH came after the last barrier
///     decommission: opening > handshaking > watching > settling > ... > disconnecting > looking > opening >
///                   handshaking (no session any more) > disconnecting > finished
///
/// A stop in `subscribing` is as one in `ready`. On a redispatching broker `leave` has no settling: such a broker may
/// hand what is in flight to others at UNSUBSCRIBE, and in flight is least while reading and acknowledging go on.
class Connection {
 public:
  Connection(const MqttConfig& config, Purpose purpose, std::uint64_t seed);

  ConnectionActions start();
  ConnectionActions handle(const ConnectionInput& input, TimePoint now);
  ConnectionState state() const { return state_; }

 private:
  // How it comes about and is kept (connection.cpp)
  ConnectionActions on(const TransportOpened&);
  ConnectionActions on(const ConnectionLost& lost);
  ConnectionActions on(const HandshakeDone& done);
  ConnectionActions on(const SubscribeAnswered& answered);
  ConnectionActions on(const RetryDue&);
  ConnectionActions on(const FirstAcknowledged&);
  void forget_failures();
  ConnectionActions lose(ConnectionLost lost);
  ConnectionActions after_loss(ConnectionLost& lost);
  ReasonMeaning meaning_of(const ConnectionLost& lost) const;
  ReasonMeaning meaning_of_untrusted() const;
  /// Connected, with all that a connection is for under way.
  bool is_up() const;
  ConnectionActions retry(const ConnectionLost& lost);
  ConnectionActions reopen();
  ConnectionActions wait_for_retry(Millis delay, bool slow);
  ConnectionActions back_off_from_take_over();
  /// Says in `lost.text` what it takes a silent end for.
  bool is_take_over(ConnectionLost& lost);
  bool looks_like_take_over(ConnectionLost& lost);
  /// Follows a redirect if that is wanted; says so in `lost.text`.
  bool redirect(ConnectionLost& lost);
  /// The same malformed packet, again and again: the broker sends it anew after each reconnect.
  bool stuck_on(const ConnectionLost& lost);

  // What `mqtt.hold_limit` leads to (connection_hold.cpp)
  ConnectionActions on(const HeldTooLong&);
  ConnectionActions on(const HoldOver&);
  ConnectionActions give_up_share();
  ConnectionActions release();
  ConnectionActions on_handed_over();
  ConnectionActions on_hand_over_refused(std::string why);
  ConnectionActions on_session_ended();

  // How it ends (connection_stop.cpp)
  ConnectionActions on(const UnsubscribeAnswered& answered);
  ConnectionActions on(const AllSettled&);
  ConnectionActions on(const BarrierPassed& barrier);
  ConnectionActions on(const LatePublish&);
  ConnectionActions on(const QuietTimeOver&);
  ConnectionActions on(const StopRequested& stop);
  ConnectionActions on(const DeadlinePassed&);
  ConnectionActions on(const Closed&);
  ConnectionActions on_resumed(bool session_present);
  ConnectionActions begin_stop(OnStop how);
  ConnectionActions stop_without_connection();
  ConnectionActions leave_or_keep();
  ConnectionActions drain();
  ConnectionActions give_up_drain();
  ConnectionActions disconnect(bool end_session);
  ConnectionActions finish(Finish::Result result, std::string text);
  ConnectionActions close_and_finish(Finish::Result result, std::string text);
  bool stopping() const;
  bool decommissions() const { return purpose_ != Purpose::forward; }

  const std::uint8_t qos_;
  const std::vector<std::string> filters_;
  const BrokerProfile& profile_;
  const HoldEnd hold_end_;
  const Purpose purpose_;
  BrokerList brokers_;
  OnStop on_stop_ = OnStop::keep;
  ConnectionState state_ = ConnectionState::idle;
  TimePoint now_;  ///< of the present input
  Backoff usual_;
  Backoff slow_;
  TakeOvers take_overs_;
  bool was_ready_ = false;  ///< at any time since the start
  TimePoint ready_since_;
  std::optional<TimePoint> stands_since_;  ///< SUBACK of the present connection
  std::string last_malformed_;
  std::uint32_t malformed_count_ = 0;
  std::uint32_t quiet_barriers_ = 0;
  std::uint32_t unsubscribe_tries_ = 0;
  bool is_held_ = false;         ///< between `HeldTooLong` and `HoldOver`
  bool is_handed_over_ = false;  ///< told, and not taken back yet
  bool has_ended_session_ = false;
  bool was_drained_ = false;  ///< decommission: the session has been ended; is it gone?
  bool is_gone_ = false;      ///< it is: a CONNACK said so
  std::uint32_t looks_ = 0;
  Finish::Result result_ = Finish::Result::stopped;
  std::string result_text_;
};

}  // namespace sluice
