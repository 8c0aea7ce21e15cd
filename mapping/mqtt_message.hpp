// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace sluice {

/// One name/value pair of a PUBLISH (MQTT 5, 3.3.2.3.7). Names may repeat and may be empty.
struct UserProperty {
  std::string_view name;
  std::string_view value;

  friend bool operator==(const UserProperty&, const UserProperty&) = default;
};

/// A received PUBLISH as views into the buffer it was read into; valid only while that buffer stands still.
/// Bytes and text alike are `std::string_view`; text is UTF-8, checked by the decoder.
struct MqttMessage {
  std::string_view topic;
  std::string_view payload;
  std::uint16_t packet_id = 0;  ///< 0 with QoS 0, which has none
  std::uint8_t qos = 0;         ///< 0 or 1; 2 is never asked for
  bool retained = false;
  bool duplicated = false;

  std::optional<std::uint8_t> payload_format;   ///< 0 bytes, 1 UTF-8 text (3.3.2.3.2)
  std::optional<std::uint32_t> message_expiry;  ///< seconds (3.3.2.3.3)
  std::optional<std::string_view> content_type;
  std::optional<std::string_view> response_topic;
  std::optional<std::string_view> correlation_data;  ///< raw bytes
  std::span<const UserProperty> user_properties;     ///< in the order received, repeats kept

  std::int64_t received_ms = 0;  ///< when it was read from the socket: milliseconds since 1970, UTC
};

}  // namespace sluice
