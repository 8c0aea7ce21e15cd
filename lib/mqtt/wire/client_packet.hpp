// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/secret.hpp"

namespace sluice {

// Packets of a client that speaks for itself, without Paho: `sluice probe`.

/// CONNECT (MQTT 5, 3.1) without will and without authentication method.
struct ConnectRequest {
  std::string client_id;
  std::uint16_t keep_alive_s = 30;
  std::uint32_t session_expiry_s = 0;
  std::uint16_t receive_maximum = 65535;
  std::optional<std::string> username;
  std::optional<Secret> password;
};

/// Appends it with Clean Start 1: whatever session of that client id there was is gone (3.1.2.4).
void append_connect(std::string& out, const ConnectRequest& request);

/// Appends a SUBSCRIBE (3.8) of all filters; `options`: the Subscription Options byte of each (3.8.3.1).
void append_subscribe(std::string& out, std::uint16_t packet_id, std::span<const std::string> filters,
                      std::uint8_t options);
/// Appends an UNSUBSCRIBE (3.10).
void append_unsubscribe(std::string& out, std::uint16_t packet_id, std::span<const std::string> filters);

}  // namespace sluice
