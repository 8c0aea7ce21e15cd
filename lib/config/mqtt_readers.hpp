// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "config/field_table.hpp"

namespace sluice {

// Values of the section `mqtt` that MQTT itself has rules for. Each reports what it refuses at the value, with a hint.
void read_brokers(const Slot& slot, Config& config);
void read_filters(const Slot& slot, Config& config);
void read_qos(const Slot& slot, Config& config);
void read_session_expiry(const Slot& slot, Config& config);
void read_keep_alive(const Slot& slot, Config& config);
/// A text that travels in CONNECT with a length of two bytes.
std::optional<std::string> read_mqtt_text(const Slot& slot);

}  // namespace sluice
