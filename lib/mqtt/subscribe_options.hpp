// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace sluice {

/// Retain Handling 2 (no retained messages at SUBSCRIBE) and Retain As Published 1 (MQTT 5, 3.8.3.1).
inline constexpr std::uint8_t shared_subscription_options = 0x28;

/// Sets `options` in the Subscription Options byte of every filter of a whole SUBSCRIBE packet; the QoS bits stay.
/// False, and nothing changed, when the packet is no SUBSCRIBE as 3.8 has it.
///
/// Why at all: Paho C++ 1.2.0 loses the list of options of a SUBSCRIBE with several filters while copying it, and reads freed
/// memory (`response_options` copies without its list). So it is asked without options, and the relay sets them in passing.
bool set_subscribe_options(std::string& packet, std::uint8_t options);

}  // namespace sluice
