// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "dry_run/node_reader.hpp"

namespace sluice {

// Values that a PUBLISH can carry. What is wrong becomes a finding that names `key`, and then there is no value.

/// A text of MQTT: at most 65535 bytes, no NUL (MQTT 5, 1.5.4). Files are UTF-8 already.
std::optional<std::string> read_mqtt_text(const NodeReader& reader, const Node& node, const std::string& key);

/// A topic name: also not empty, no wildcards (4.7).
std::optional<std::string> read_topic_name(const NodeReader& reader, const Node& node, const std::string& key);

/// Whether so many bytes are too many for a text or for binary data (1.5.4, 1.5.6).
bool is_too_long(const NodeReader& reader, const Node& node, const std::string& key, std::size_t bytes);

}  // namespace sluice
