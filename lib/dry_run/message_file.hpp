// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/diagnostic.hpp"
#include "config/document.hpp"
#include "core/result.hpp"
#include "dry_run/node_reader.hpp"
#include "mapping/mqtt_message.hpp"

namespace sluice {

/// Largest payload that a PUBLISH can carry, roughly (MQTT 5, 1.5.5): what a payload file may have.
inline constexpr std::size_t payload_bytes_max = 268'435'455;
/// Largest message file, in bytes.
inline constexpr std::size_t message_file_bytes_max = 64U << 20U;
/// When the messages of case files are received, unless they say otherwise: 2026-01-01T00:00:00Z. The same at each run.
inline constexpr std::int64_t case_received_ms = 1'767'225'600'000;

/// A message that stands in a file; owns what its views show.
struct WrittenMessage {
  std::string topic;
  std::string payload;
  std::uint16_t packet_id = 1;
  std::uint8_t qos = 1;
  bool retained = false;
  bool duplicated = false;
  std::optional<std::uint8_t> payload_format;
  std::optional<std::uint32_t> message_expiry;  ///< seconds
  std::optional<std::string> content_type;
  std::optional<std::string> response_topic;
  std::optional<std::string> correlation_data;  ///< bytes
  std::vector<std::pair<std::string, std::string>> user_properties;
  std::int64_t received_ms = 0;

  /// Views into this message, which must stand still, and into `properties`, which gives them room.
  MqttMessage view(std::vector<UserProperty>& properties) const;
};

/// What a message depends on besides its own text.
struct MessageSurroundings {
  /// Content of a `payload_file`; the error says why it cannot be read.
  std::function<Result<std::string>(const std::string& path)> read_file;
  std::int64_t received_ms = 0;  ///< for messages without `received`
};

/// Reads a message's keys (docs/mapping.md, "Message files"). What MQTT could not carry is refused, too. Nothing, and
/// something in `findings`, with faults; `node` gives the place for those of the message as a whole.
std::optional<WrittenMessage> read_message(const Node& node, Notation notation, const MessageSurroundings& surroundings,
                                           Findings& findings);

struct MessageFile {
  std::optional<WrittenMessage> message;  ///< absent with diagnostics
  std::vector<Diagnostic> diagnostics;
};

/// A JSON text with one message. `name` is what diagnostics call it.
MessageFile load_message(std::string_view text, const std::string& name, const MessageSurroundings& surroundings);

}  // namespace sluice
