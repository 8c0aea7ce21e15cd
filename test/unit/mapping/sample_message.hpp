// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "mapping/mqtt_message.hpp"
#include "mapping/rules.hpp"

namespace sluice {

inline constexpr std::array<UserProperty, 4> sample_properties{{
    {"k1", "first"},
    {"$clientid", "forged"},
    {"k1", "last"},
    {"$clientid", "meter-7"},
}};

/// A PUBLISH that has everything.
inline MqttMessage sample_message() {
  MqttMessage message;
  message.topic = "plant/7/press//temp";
  message.payload = "21.5";
  message.packet_id = 65535;
  message.qos = 1;
  message.retained = true;
  message.payload_format = std::uint8_t{1};
  message.message_expiry = 4'294'967'295U;
  message.content_type = "text/plain";
  message.response_topic = "answers/7";
  message.correlation_data = std::string_view("\x00\xff", 2);
  message.user_properties = sample_properties;
  message.received_ms = 1'700'000'000'123;
  return message;
}

/// A PUBLISH that has nothing but a topic.
inline MqttMessage bare_message() {
  MqttMessage message;
  message.topic = "a";
  return message;
}

inline MappingRules sample_rules() {
  MappingRules rules;
  rules.topic = "plant.telemetry";
  rules.task = "plant-telemetry";
  rules.filters = {"alarm/#", "plant/+/#", "plant/#"};
  rules.extended.publisher_client_id = "$clientid";
  return rules;
}

}  // namespace sluice
