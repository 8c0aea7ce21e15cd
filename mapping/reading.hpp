// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mapping/mqtt_message.hpp"
#include "mapping/payload_document.hpp"
#include "mapping/rules.hpp"

namespace sluice {

/// The message that is being mapped, with the rules, and with what is found out about it once only. One per mapper,
/// used again for message after message. Message and rules must outlive their use.
class Reading {
 public:
  explicit Reading(const MappingRules& rules) : rules_(&rules) {}

  void begin(const MqttMessage& message) {
    message_ = &message;
    payload_.begin(message.payload);
  }

  const MqttMessage& message() const { return *message_; }
  const MappingRules& rules() const { return *rules_; }
  PayloadDocument& payload() { return payload_; }

 private:
  const MappingRules* rules_;
  const MqttMessage* message_ = nullptr;
  PayloadDocument payload_;
};

}  // namespace sluice
