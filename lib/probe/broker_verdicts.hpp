// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "mqtt/wire/packet.hpp"
#include "probe/broker_link.hpp"
#include "probe/step.hpp"

namespace sluice {

// What a broker's answers mean for a task with this configuration. Pure.

/// Under which names the probe comes: neither is the task's.
struct ProbeNames {
  std::string client_id;
  std::string group;
};

/// `<client_id>-probe-<tail>`, `<group>-probe-<tail>`. A tail is some random letters and digits.
ProbeNames probe_names(const MqttConfig& config, const std::string& tail);
/// The 23 characters that every server must take (MQTT 5, 3.1.3.1), cut out of the longer one. Empty: it is not longer,
/// or the task's own is too, so that the server takes long ones or refuses the task as well.
std::string short_client_id(const MqttConfig& config, const ProbeNames& names, const std::string& tail);

/// CONNACK's reason code.
StepFinding connack_finding(const ConnackView& connack, const MqttConfig& config, const ProbeNames& names);

/// What a CONNACK without refusal allows, one finding for each of its properties, in a fixed order. `asked_id`: of
/// CONNECT, which asked for the configured session expiry.
std::vector<NamedFinding> allowances(const ConnackView& connack, const MqttConfig& config, const std::string& asked_id);

/// One code of a SUBACK.
StepFinding suback_finding(const std::string& filter, std::uint8_t code, std::string_view reason_string,
                           const MqttConfig& config, const ProbeNames& names);

/// That the conversation did not go on. `awaited`: "no CONNACK".
StepFinding link_finding(const LinkFault& fault, const std::string& awaited, const Patience& patience);

/// How the session ended. `messages`: that arrived meanwhile.
StepFinding farewell_finding(std::uint64_t messages, const MqttConfig& config, const ProbeNames& names);

}  // namespace sluice
