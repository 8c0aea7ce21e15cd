// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "mqtt/wire/packet.hpp"
#include "mqtt/wire/wire_reader.hpp"

namespace sluice {

/// Identifiers of the properties that a server sends (MQTT 5, 2.2.2.2).
enum class PropertyId : std::uint8_t {
  payload_format = 0x01,
  message_expiry = 0x02,
  content_type = 0x03,
  response_topic = 0x08,
  correlation_data = 0x09,
  subscription_identifier = 0x0B,
  session_expiry = 0x11,
  assigned_client_id = 0x12,
  server_keep_alive = 0x13,
  authentication_method = 0x15,
  authentication_data = 0x16,
  response_information = 0x1A,
  server_reference = 0x1C,
  reason_string = 0x1F,
  receive_maximum = 0x21,
  topic_alias_maximum = 0x22,
  topic_alias = 0x23,
  maximum_qos = 0x24,
  retain_available = 0x25,
  user_property = 0x26,
  maximum_packet_size = 0x27,
  wildcard_subscription_available = 0x28,
  subscription_identifier_available = 0x29,
  shared_subscription_available = 0x2A
};

/// One property; which of the values is set depends on its type.
struct Property {
  PropertyId id{};
  std::uint32_t number = 0;  ///< of a byte, two or four byte integer, variable byte integer
  std::string_view text;     ///< of a string or binary data; the value of a user property
  std::string_view name;     ///< of a user property
};

/// Walks the properties of one packet and checks what one table says of each: whether this packet may have it, its
/// type, its range, and whether it may come twice (2.2.2).
class PropertyReader {
 public:
  enum class Step : std::uint8_t { property, end, fault };

  explicit PropertyReader(PacketType packet) : packet_(packet) {}

  /// Takes the Property Length and the properties from `packet`; false with `fault()` if they do not fit.
  bool open(WireReader& packet);
  Step next(Property& property);
  /// Set once `open` or `next` has failed.
  const PacketFault& fault() const { return fault_; }

 private:
  Step fail(const PacketFault& fault);

  PacketType packet_;
  WireReader left_{{}};
  std::uint64_t seen_ = 0;  ///< one bit per identifier: the largest is 0x2A
  PacketFault fault_;
};

}  // namespace sluice
