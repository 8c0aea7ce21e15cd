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

/// What Paho reports, on threads of its own.
struct PahoCallbacks {
  std::function<void()> connected;
  /// Paho's connection is over, or did not come about: it may be asked to connect again.
  std::function<void()> down;
};

/// The control plane: Eclipse Paho as it is packaged, connected to the relay on the loopback. It writes CONNECT,
/// SUBSCRIBE, UNSUBSCRIBE and DISCONNECT; their answers are read by the relay in passing, because Paho drops Reason
/// Strings and knows no Server Keep Alive. Never sees a PUBLISH. No call blocks.
class PahoSession {
 public:
  /// `relay_port`: where the relay listens on 127.0.0.1. `subscriptions`: whole `$share/<group>/<filter>` texts.
  PahoSession(std::uint16_t relay_port, std::string client_id, const MqttConfig& config,
              std::vector<std::string> subscriptions, PahoCallbacks callbacks);
  ~PahoSession();
  PahoSession(const PahoSession&) = delete;
  PahoSession& operator=(const PahoSession&) = delete;

  /// Name and version, for the log.
  static std::string library_version();

  /// Clean Start 0 always: a session that waits must never be thrown away, and some brokers keep none made with 1.
  Result<void> connect();
  /// All filters in one packet; their options are set by the relay (subscribe_options.hpp).
  Result<void> subscribe();
  Result<void> unsubscribe();
  /// `end_session`: with Session Expiry Interval 0. Else without one, so that the value of CONNECT holds.
  Result<void> disconnect(bool end_session);

 private:
  struct Client;
  std::unique_ptr<Client> client_;
};

}  // namespace sluice
