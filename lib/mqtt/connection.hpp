// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/config.hpp"
#include "core/backoff.hpp"
#include "mqtt/reason_code.hpp"

namespace sluice {

// What happens to a connection: the inputs of the state machine.

struct TransportOpened {};

/// The connection is gone, or did not come about.
struct ConnectionLost {
  enum class Cause {
    network,        ///< refused, reset, closed, silent: worth another try
    untrusted,      ///< TLS failed by a certificate, the broker's or ours, or by its terms: the next try meets the same
    refused,        ///< the broker said why, by `reason_code` in CONNACK
    disconnected,   ///< the broker said why, by `reason_code` in DISCONNECT
    malformed,      ///< it sent what MQTT forbids; `text` tells equal packets from others
    not_subscribed  ///< SUBACK refused a filter with `reason_code`
  };
  Cause cause = Cause::network;
  std::uint8_t reason_code = 0;
  std::string text;
};

/// CONNACK with success, as far as it changes what we do.
struct HandshakeDone {
  bool session_present = false;
  bool shared_subscriptions = true;
};

/// SUBACK: a reason code per filter, in the order asked (3.9.3).
struct SubscribeAnswered {
  std::vector<std::uint8_t> reason_codes;
  std::string reason_string;
};

struct UnsubscribeAnswered {};
struct RetryDue {};
/// Nothing is open any more: all delivered, every PUBACK handed to the socket.
struct AllSettled {};
/// A PINGRESP to a barrier ping; `quiet`: no PUBLISH since the ping.
struct BarrierPassed {
  bool quiet = true;
};
struct QuietTimeOver {};
struct StopRequested {
  OnStop how = OnStop::keep;
};
struct DeadlinePassed {};
/// DISCONNECT is out and the broker has closed its side, or did not in time.
struct Closed {};

using ConnectionInput =
    std::variant<TransportOpened, ConnectionLost, HandshakeDone, SubscribeAnswered, UnsubscribeAnswered, RetryDue,
                 AllSettled, BarrierPassed, QuietTimeOver, StopRequested, DeadlinePassed, Closed>;

// What is to be done: the outputs, in order.

struct OpenTransport {
  std::size_t broker = 0;  ///< index into `mqtt.brokers`
};
struct SendConnect {};
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

using ConnectionAction =
    std::variant<OpenTransport, SendConnect, SendSubscribe, SendUnsubscribe, SendBarrier, WaitQuiet, SendDisconnect,
                 PauseReading, ResumeReading, WaitSettled, CloseTransport, RetryIn, BecomeReady, ReportLoss, Finish>;
using ConnectionActions = std::vector<ConnectionAction>;

enum class ConnectionState {
  idle,
  opening,
  handshaking,
  subscribing,
  ready,
  backing_off,
  settling,       ///< stop: reading paused until everything read is delivered and acknowledged
  unsubscribing,  ///< stop, `leave`: UNSUBSCRIBE sent, still reading
  draining,       ///< stop, `leave`: ping barriers until the broker has nothing more for us
  disconnecting,  ///< DISCONNECT sent
  finished
};

/// The life of one connection as a pure state machine: inputs are events, outputs are actions; no clock, no I/O.
///
///     idle > opening > handshaking > subscribing > ready
///              ^ \________\_____________\____________\___> backing_off (or finished, when refused for good)
///              |___________________________________________|
///
///     stop, keep:   ready > settling > disconnecting > finished
///     stop, leave:  ready > settling > unsubscribing > draining > disconnecting > finished
///
/// The order of `leave` (deliver and acknowledge, then UNSUBSCRIBE, then drain) loses and repeats nothing on brokers
/// that queue for the session as well as on those that hand held messages to others at UNSUBSCRIBE.
class Connection {
 public:
  Connection(const MqttConfig& config, std::uint64_t seed);

  ConnectionActions start();
  ConnectionActions handle(const ConnectionInput& input);
  ConnectionState state() const { return state_; }

 private:
  ConnectionActions on(const TransportOpened&);
  ConnectionActions on(const ConnectionLost& lost);
  ConnectionActions on(const HandshakeDone& done);
  ConnectionActions on(const SubscribeAnswered& answered);
  ConnectionActions on(const UnsubscribeAnswered&);
  ConnectionActions on(const RetryDue&);
  ConnectionActions on(const AllSettled&);
  ConnectionActions on(const BarrierPassed& barrier);
  ConnectionActions on(const QuietTimeOver&);
  ConnectionActions on(const StopRequested& stop);
  ConnectionActions on(const DeadlinePassed&);
  ConnectionActions on(const Closed&);

  ConnectionActions lose(const ConnectionLost& lost);
  ConnectionActions after_loss(const ConnectionLost& lost);
  ConnectionActions retry(const ConnectionLost& lost);
  ReasonMeaning meaning_of(const ConnectionLost& lost) const;
  ReasonMeaning meaning_of_untrusted() const;
  ConnectionActions disconnect(bool end_session);
  ConnectionActions finish(Finish::Result result, std::string text);
  ConnectionActions close_and_finish(Finish::Result result, std::string text);
  bool stopping() const;
  /// The same malformed packet, again and again: the broker sends it anew after each reconnect.
  bool stuck_on(const ConnectionLost& lost);

  std::size_t broker_count_;
  std::size_t broker_ = 0;
  std::uint8_t qos_;
  std::vector<std::string> filters_;
  OnStop on_stop_ = OnStop::keep;
  ConnectionState state_ = ConnectionState::idle;
  Backoff usual_;
  Backoff slow_;
  std::string last_malformed_;
  std::uint32_t malformed_count_ = 0;
  std::uint32_t quiet_barriers_ = 0;
  bool was_ready_ = false;  ///< at any time since the start
  Finish::Result result_ = Finish::Result::stopped;
};

}  // namespace sluice
