// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mosquitto.h>

#include <array>
#include <string_view>

namespace sluice::mosquitto {

/// The names that Sluice's `mapping.extended_fields.preset: mosquitto` reads.
inline constexpr const char* message_id_name = "$message_id";
inline constexpr const char* timestamp_name = "$timestamp";
inline constexpr const char* client_id_name = "$clientid";
inline constexpr const char* client_address_name = "$client_address";
inline constexpr const char* client_username_name = "$client_username";

inline constexpr std::array<std::string_view, 5> reserved_names{message_id_name, timestamp_name, client_id_name,
                                                                client_address_name, client_username_name};

/// Takes the pairs of reserved names out of a PUBLISH's properties, whatever their place; all others stay as they are,
/// in their order. Costs one small allocation for each user property, and a copy of the list only where one is
/// reserved. False when there is no memory for that: the list is as before.
bool remove_reserved(mosquitto_property*& properties) noexcept;

/// Appends a user property. Nothing is added when there is no value or no memory.
void append_pair(mosquitto_property*& properties, const char* name, const char* value) noexcept;

}  // namespace sluice::mosquitto
