// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"
#include "core/clock.hpp"
#include "core/result.hpp"
#include "mapping/mqtt_message.hpp"

namespace sluice {

/// What the broker answered to a PUBLISH: the reason code of its PUBACK (MQTT 5, 3.4.2.1). Paho C 1.3.12 does not tell
/// which of those below 0x80 it was: 0 stands for Success and for 0x10 No matching subscribers.
struct PublishAnswer {
  std::uint8_t code = 0;

  bool is_taken() const { return code < 0x80; }
  /// "0x87 Not authorized: let mqtt.username publish to this topic".
  std::string text() const;
};

/// Why there is no answer.
struct PublishFault {
  enum class Kind {
    unfit,       ///< the message can never be sent to this broker; it was not
    refused,     ///< the broker refuses us for good: a fatal reason code
    stopped,     ///< as asked; a message under way may have arrived or not
    unreachable  ///< no connection, or it broke; a message under way may have arrived or not
  };
  Kind kind = Kind::unreachable;
  std::string text;  ///< a sentence that names the brokers, and each remedy once
};

/// Publishes with QoS 1, one message at a time, by a connection of its own to `mqtt.brokers`: client id
/// `<client_id>-<purpose>-<8 hexadecimal digits>`, Clean Start 1, Session Expiry 0, so that it leaves nothing behind.
/// Tries the brokers in their order; TLS is Paho's own here, with the configuration's files. One thread; no exception
/// leaves it, every wait has a deadline.
class Publisher {
 public:
  /// `purpose`: a short word for the client id, e.g. `replay`. `is_stopped`: asked some times a second while it waits;
  /// once true, no connection is waited for, and a PUBACK for two seconds more.
  Publisher(const MqttConfig& config, std::string_view purpose, std::function<bool()> is_stopped = {});
  /// DISCONNECT, and waits a second at the most for its end.
  ~Publisher();
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

  const std::string& client_id() const { return client_id_; }

  /// Connects unless it is connected; each broker has `patience` for TCP, TLS and CONNACK together.
  Result<void, PublishFault> connect(Millis patience);

  /// Topic, payload, RETAIN, the properties and user properties in their order, as `message` has them; packet id, QoS
  /// and DUP are our own. Connects again if the connection has broken. `patience`: for the PUBACK; without one the
  /// connection is given up, and whether the message has arrived is not known.
  Result<PublishAnswer, PublishFault> publish(const MqttMessage& message, Millis patience);

 private:
  struct Link;
  /// One broker's.
  struct Refusal {
    PublishFault fault;
    std::string remedy;
  };

  Result<void, Refusal> connect_to(const BrokerUrl& broker, Millis patience);

  MqttConfig config_;
  std::string client_id_;
  std::function<bool()> is_stopped_;
  std::unique_ptr<Link> link_;  ///< null: not connected
};

}  // namespace sluice
