// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "config/config.hpp"
#include "core/clock.hpp"
#include "mqtt/connection_input.hpp"

namespace sluice {

// What is to be done for a connection: the outputs of its state machine (connection.hpp), in order.

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
  /// Not when a PUBLISH has come since the last barrier, which would be lost with the session: then DISCONNECT waits
  /// for the next `SendDisconnect`, and `LatePublish` follows.
  bool when_drained = false;
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

}  // namespace sluice
