// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "mapping/mqtt_message.hpp"
#include "mqtt/wire/packet.hpp"

namespace sluice {

class WireReader;

/// Decodes PUBLISH packets as a client receives them that announced no Topic Alias Maximum and subscribed at QoS 0 or 1
/// (MQTT 5, 3.3). Allocates nothing once its list of user properties has grown to the usual size.
/// Belongs to one thread.
class PublishDecoder {
 public:
  /// `flags` is the low nibble of the first byte, `body` the whole Remaining Length. The message's views point into
  /// `body` and into this decoder: valid until either changes. `received_ms` is left to the caller. Faults: 0x81
  /// Malformed Packet, 0x82 Protocol Error, 0x94 Topic Alias invalid.
  ///
  /// The payload is not checked against a Payload Format Indicator of 1: the standard leaves that to the receiver
  /// (3.3.2.3.2), the record carries the bytes as they are, and a refusal would make the server send them again for
  /// ever.
  tl::expected<MqttMessage, PacketFault> decode(std::uint8_t flags, std::string_view body);

 private:
  const PacketFault* read(std::uint8_t flags, std::string_view body, MqttMessage& message);
  const PacketFault* read_properties(WireReader& in, MqttMessage& message);

  std::vector<UserProperty> user_properties_;
  PacketFault fault_;  ///< of the properties
};

}  // namespace sluice
