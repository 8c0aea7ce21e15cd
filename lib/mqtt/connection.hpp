// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/config.hpp"
#include "core/backoff.hpp"
#include "core/clock.hpp"
#include "mqtt/broker_list.hpp"
#include "mqtt/take_overs.hpp"
#include "mqtt/wire/reason_code.hpp"

namespace sluice {

// What happens to a connection: the inputs of the state machine.

struct TransportOpened {};

/// The connection is gone, or did not come about.
struct ConnectionLost {
  enum class Cause {
    network,        ///< refused, reset, silent: worth another try
    closed,         ///< the broker closed it in order and gave no reason
    untrusted,      ///< TLS failed by a certificate, the broker's or ours, or by its terms: the next try meets the same
    refused,        ///< the broker said why, by `reason_code` in CONNACK
    disconnected,   ///< the broker said why, by `reason_code` in DISCONNECT
    malformed,      ///< it sent what MQTT forbids; `text` tells equal packets from others
    not_subscribed  ///< SUBACK refused a filter with `reason_code`
  };
  Cause cause = Cause::network;
  std::uint8_t reason_code = 0;
  std::string text;
  std::string server_reference{};  ///< with a redirect: where to
  bool is_take_over = false;       ///< another process uses our client id; the state machine finds out
};

/// CONNACK with success, as far as it changes what we do.
struct HandshakeDone {
  bool session_present = false;
  bool shared_subscriptions = true;
  bool keeps_session = true;  ///< the session outlives its connection
};

/// SUBACK: a reason code per filter, in the order asked (3.9.3).
struct SubscribeAnswered {
  std::vector<std::uint8_t> reason_codes;
  std::string reason_string;
};

/// UNSUBACK: a reason code per filter, in the order asked (3.11.3).
struct UnsubscribeAnswered {
  std::vector<std::uint8_t> reason_codes;
  std::string reason_string;
};
struct RetryDue {};
/// A message of the present connection has been acknowledged, for the first time.
struct FirstAcknowledged {};
/// Nothing is open any more: all delivered, every PUBACK handed to the socket.
struct AllSettled {};
/// A PINGRESP to a barrier ping; `quiet`: no PUBLISH since the ping.
struct BarrierPassed {
  bool quiet = true;
};
struct QuietTimeOver {};
/// A message has been unacknowledged for `mqtt.hold_limit`.
struct HeldTooLong {};
/// Messages become safe again.
struct HoldOver {};
struct StopRequested {
  OnStop how = OnStop::keep;
};
struct DeadlinePassed {};
/// DISCONNECT is out and the broker has closed its side, or did not in time.
struct Closed {};

using ConnectionInput = std::variant<TransportOpened, ConnectionLost, HandshakeDone, SubscribeAnswered,
                                     UnsubscribeAnswered, RetryDue, FirstAcknowledged, AllSettled, BarrierPassed,
                                     QuietTimeOver, HeldTooLong, HoldOver, StopRequested, DeadlinePassed, Closed>;

// What is to be done: the outputs, in order.

struct OpenTransport {
  BrokerUrl broker;
};
struct SendConnect {
  bool keep_session = true;  ///< false: Session Expiry Interval 0, it ends with the connection however that ends
};
struct SendSubscribe {};
struct SendUnsubscribe {};
struct SendBarrier {};
struct WaitQuiet {
  Millis duration{};
};
struct SendDisconnect {
  bool end_session = false;  ///< Session Expiry Interval 0: the broker forgets the session
};
struct PauseReading {};
struct ResumeReading {};
/// Asks to be told `AllSettled` when nothing is open, at once if nothing is.
struct WaitSettled {};
/// Drop what is left of the sockets of this attempt.
struct CloseTransport {};
struct RetryIn {
  Millis delay{};
  bool slow = false;  ///< the cause needs an operator; tried all the same
};
struct BecomeReady {};
/// For the log: what `mqtt.hold_limit` has led to.
struct TellHold {
  enum class What {
    released,           ///< the connection is being closed
    handed_over,        ///< unsubscribed
    hand_over_refused,  ///< `text` says why; `released` follows
    taken_back          ///< subscribed again; `BecomeReady` follows
  };
  What what = What::released;
  std::string text{};
};
/// Decommission: connected to the session that is to be drained; `QuietTimeOver` follows after the wait for its owner.
struct BeginDrain {
  Millis owner_time{};
};
/// For the log: why the connection is over, once for each.
struct ReportLoss {
  ConnectionLost lost;
};
struct Finish {
  enum class Result {
    stopped,  ///< in order, nothing left unacknowledged by our doing
    left,     ///< stopped with unacknowledged messages, or a session, left at the broker
    failed,   ///< cannot go on
    refused   ///< a server refused for good
  };
  Result result = Result::stopped;
  std::string text;
};

using ConnectionAction = std::variant<OpenTransport, SendConnect, SendSubscribe, SendUnsubscribe, SendBarrier,
                                      WaitQuiet, SendDisconnect, PauseReading, ResumeReading, WaitSettled,
                                      CloseTransport, RetryIn, BecomeReady, TellHold, BeginDrain, ReportLoss, Finish>;
using ConnectionActions = std::vector<ConnectionAction>;

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
///     decommission: opening > handshaking > watching > settling > ... > disconnecting > looking > opening >
///                   handshaking (no session any more) > disconnecting > finished
///
/// On a redispatching broker `leave` has no settling: such a broker may hand what is in flight to others at
/// UNSUBSCRIBE, and in flight is least while reading and acknowledging go on.
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
