// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "config/broker_profile.hpp"

namespace sluice {

// What happens to a connection: the inputs of its state machine (connection.hpp).

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
/// A PUBLISH came after the last barrier, before the DISCONNECT that was to end a drained session: it is not sent yet.
struct LatePublish {};
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

using ConnectionInput =
    std::variant<TransportOpened, ConnectionLost, HandshakeDone, SubscribeAnswered, UnsubscribeAnswered, RetryDue,
                 FirstAcknowledged, AllSettled, BarrierPassed, LatePublish, QuietTimeOver, HeldTooLong, HoldOver,
                 StopRequested, DeadlinePassed, Closed>;

}  // namespace sluice
