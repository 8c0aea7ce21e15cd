// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sluice {

// What the relay changes in control packets that pass between Paho and the broker. All else passes byte for byte.

/// Retain Handling 2 (no retained messages at SUBSCRIBE) and Retain As Published 1 (MQTT 5, 3.8.3.1).
inline constexpr std::uint8_t shared_subscription_options = 0x28;

/// Sets `options` in the Subscription Options byte of every filter of a whole SUBSCRIBE packet; the QoS bits stay.
/// False, and nothing changed, when the packet is no SUBSCRIBE as 3.8 has it.
///
/// Why at all: Paho C++ 1.2.0 loses the list of options of a SUBSCRIBE with several filters while copying it, and reads
/// freed memory. So it is asked without options.
bool set_subscribe_options(std::string& packet, std::uint8_t options);

/// DISCONNECT with Normal disconnection and Session Expiry Interval 0 (3.14.2.2.2): the session ends at once.
/// Paho C++ 1.2.0 sends no properties with DISCONNECT (it fills the older form of Paho C's structure).
std::string_view disconnect_for_good();

/// The Packet Identifier that stands on the wire for Paho's, and back: the same function both ways.
/// Paho counts from 1 in each connection. Some brokers (mochi) confuse the id of a SUBSCRIBE with those of messages
/// they have in flight, which count from 1 too, and refuse it with 0x91. So ours count down from the top, and each
/// connection
/// (`attempt`) begins elsewhere.
std::uint16_t wire_packet_id(std::uint16_t packet_id, std::uint32_t attempt);

/// Puts `wire_packet_id` into a whole SUBSCRIBE, SUBACK, UNSUBSCRIBE or UNSUBACK; other packets stay.
void set_wire_packet_id(std::string& packet, std::uint32_t attempt);

}  // namespace sluice
