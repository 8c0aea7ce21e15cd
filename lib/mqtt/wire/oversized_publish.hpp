// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/sha256.hpp"
#include "mapping/mqtt_message.hpp"
#include "mqtt/wire/packet.hpp"

namespace sluice {

/// A message larger than `mqtt.max_message_size`, of which only the head was kept.
struct OversizedMessage {
  MqttMessage head;               ///< its payload is the beginning of the whole one
  Digest payload;                 ///< of the whole payload
  std::uint64_t frame_bytes = 0;  ///< the packet's size on the wire
  std::uint64_t kept_bytes = 0;   ///< of those, what is here
};

/// Such a PUBLISH while it passes: keeps topic, packet id, properties and the first KiB of the payload, hashes the
/// payload and holds nothing else of it. Properties of more than 64 KiB are not kept.
class OversizedPublish {
 public:
  /// What it holds at the most.
  static constexpr std::size_t kept_bytes_max = 2 + 65535 + 2 + 4 + 65536;

  explicit OversizedPublish(const FrameHeader& header);

  /// Takes its own from the front of what was read behind the fixed header, and says how many bytes that were.
  std::size_t take(std::string_view bytes);
  bool complete() const { return left_ == 0; }

  std::uint8_t flags() const { return header_.flags; }
  std::uint64_t frame_bytes() const { return header_.frame_size(); }
  /// When complete: the body of a PUBLISH with the head of the payload, for `PublishDecoder`, which also finds what is
  /// malformed about it.
  std::string_view body() const { return kept_; }
  const Digest& payload() const { return payload_; }

 private:
  void take_variable_header(std::string_view bytes);
  void take_payload(std::string_view bytes);
  void find_payload();

  FrameHeader header_;
  std::size_t left_;
  std::size_t skip_ = 0;  ///< bytes of properties that are passed over
  std::string kept_;
  bool payload_found_ = false;
  std::size_t payload_head_left_;
  Sha256 hash_;
  Digest payload_;
};

}  // namespace sluice
