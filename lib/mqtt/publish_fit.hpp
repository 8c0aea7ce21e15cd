// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "mapping/mqtt_message.hpp"

namespace sluice {

/// What a broker said in its CONNACK of the messages that it takes (MQTT 5, 3.2.2.3).
struct BrokerLimits {
  std::optional<std::uint32_t> packet_bytes_max{};
  bool takes_qos_1 = true;
  bool takes_retained = true;
};

/// Bytes of the PUBLISH with QoS 1 that a message becomes, all of it (3.3).
std::size_t publish_bytes(const MqttMessage& message);

/// Why a message cannot be sent to such a broker, as a sentence with value and remedy; empty: it can. A broker would
/// end the connection instead of refusing the one message.
std::string why_unfit(const MqttMessage& message, const BrokerLimits& limits);

}  // namespace sluice
