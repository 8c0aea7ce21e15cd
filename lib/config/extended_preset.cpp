// SPDX-License-Identifier: Apache-2.0
#include "config/extended_preset.hpp"

#include <array>

namespace sluice {

namespace {

constexpr std::array<std::string_view, 3> names{"none", "mosquitto", "mosquitto_timestamp"};

}  // namespace

std::span<const std::string_view> extended_preset_names() { return names; }

ExtendedFieldRules extended_preset(std::size_t index) {
  ExtendedFieldRules rules;
  if (names.at(index) == "mosquitto") {
    rules = {"$message_id", "$timestamp", "$clientid", "$client_address", "$client_username"};
  } else if (names.at(index) == "mosquitto_timestamp") {
    rules.message_timestamp = "timestamp";
  }
  return rules;
}

}  // namespace sluice
