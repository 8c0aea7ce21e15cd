// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "core/result.hpp"

namespace sluice {

/// The control plane: Eclipse Paho as it is packaged, connected to the relay on the loopback. It writes CONNECT,
/// SUBSCRIBE, UNSUBSCRIBE and DISCONNECT; their answers are read by the relay in passing, because Paho drops Reason
/// Strings and knows no Server Keep Alive. Never sees a PUBLISH. No call blocks. One connection attempt, one session:
/// Paho takes a second or more to notice that a connection is over, and accepts no CONNECT before.
class PahoSession {
 public:
  /// `relay_port`: where the relay listens on 127.0.0.1. `subscriptions`: whole `$share/<group>/<filter>` texts.
  /// `on_connected` is called on a thread of Paho's, once Paho has seen the CONNACK and takes a SUBSCRIBE. The end of
  /// the connection is not reported: the relay knows it first.
  PahoSession(std::uint16_t relay_port, const std::string& client_id, const MqttConfig& config,
              std::vector<std::string> subscriptions, std::function<void()> on_connected);
  ~PahoSession();
  PahoSession(const PahoSession&) = delete;
  PahoSession& operator=(const PahoSession&) = delete;

  /// Name and version, for the log.
  static std::string library_version();

  /// Clean Start 0 always: a session that waits must never be thrown away, and some brokers keep none made with 1.
  Result<void> connect();
  /// All filters in one packet; their options are set by the relay (amendments.hpp).
  Result<void> subscribe();
  Result<void> unsubscribe();
  /// Without properties: the Session Expiry Interval of CONNECT holds, unless the relay is told otherwise.
  Result<void> disconnect();

 private:
  struct Client;
  std::unique_ptr<Client> client_;
};

}  // namespace sluice
