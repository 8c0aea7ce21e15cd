// SPDX-License-Identifier: Apache-2.0
#include "config/extended_preset.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace sluice {

namespace {

/// Only what the broker itself adds to every message: a name that it leaves out could be a publisher's forgery.
struct Preset {
  std::string_view name;
  std::string_view message_id = {};
  std::string_view message_timestamp = {};
  std::string_view publisher_client_id = {};
  std::string_view publisher_client_host = {};
  std::string_view publisher_username = {};
};

// How each broker is brought to add them: docs/brokers.md.
constexpr std::array<Preset, 11> presets{{
    {.name = "none"},
    {"mosquitto", "$message_id", "$timestamp", "$clientid", "$client_address", "$client_username"},
    // The example plugin add-properties of Mosquitto 2.1.
    {"mosquitto_example", {}, "$timestamp", "$clientid", {}, "$client_username"},
    // Its plugin message-timestamp.
    {.name = "mosquitto_timestamp", .message_timestamp = "timestamp"},
    {"emqx", "$message_id", "$timestamp", "$clientid", "$client_address", "$client_username"},
    {"hivemq", "$message_id", "$timestamp", "$clientid", "$client_address", "$client_username"},
    // Its hooks do not know the publisher's address.
    {"vernemq", "$message_id", "$timestamp", "$clientid", {}, "$client_username"},
    {"bifromq", "$message_id", "$timestamp", "$clientid", "$client_address", "$client_username"},
    {"mochi", "$message_id", "$timestamp", "$clientid", "$client_address", "$client_username"},
    // Its rules know no user name.
    {"aws_iot", "$message_id", "$timestamp", "$clientid", "$client_address", {}},
    // What its documents name.
    {"tdmq", "$message_id", {}, "$clientid", {}, {}},
}};

constexpr auto names = [] {
  std::array<std::string_view, presets.size()> all;
  std::ranges::transform(presets, all.begin(), &Preset::name);
  return all;
}();

std::optional<std::string> rule(std::string_view name) {
  return name.empty() ? std::nullopt : std::optional<std::string>(name);
}

}  // namespace

std::span<const std::string_view> extended_preset_names() { return names; }

ExtendedFieldRules extended_preset(std::size_t index) {
  const Preset& preset = presets.at(index);
  return {rule(preset.message_id), rule(preset.message_timestamp), rule(preset.publisher_client_id),
          rule(preset.publisher_client_host), rule(preset.publisher_username)};
}

}  // namespace sluice
