// SPDX-License-Identifier: Apache-2.0
#include "mqtt/wire/oversized_publish.hpp"

#include <algorithm>
#include <optional>

#include "mqtt/wire/wire_reader.hpp"

namespace sluice {

namespace {

constexpr std::size_t payload_head_bytes = 1024;

/// The parts of a PUBLISH's body before its payload.
struct Layout {
  std::size_t properties = 0;  ///< where the Property Length begins
  std::size_t payload = 0;     ///< where the payload begins, maybe beyond what was read
};

/// No value: it does not even come to the Property Length.
std::optional<Layout> layout_of(std::uint8_t flags, std::string_view start) {
  WireReader in(start);
  std::string_view topic;
  if (!in.take_prefixed(topic)) return std::nullopt;
  const bool has_packet_id = (flags & 0x06U) != 0;
  std::uint16_t packet_id = 0;
  if (has_packet_id && !in.take(packet_id)) return std::nullopt;
  const std::size_t properties = start.size() - in.left();
  std::uint32_t length = 0;
  if (in.take_variable(length) != VariableByteInteger::complete) return std::nullopt;
  return Layout{properties, start.size() - in.left() + length};
}

}  // namespace

OversizedPublish::OversizedPublish(const FrameHeader& header)
    : header_(header), left_(header.body_size), payload_head_left_(payload_head_bytes) {}

std::size_t OversizedPublish::take(std::string_view bytes) {
  if (complete()) return 0;
  bytes = bytes.substr(0, left_);
  left_ -= bytes.size();
  if (payload_found_) {
    take_payload(bytes);
  } else {
    take_variable_header(bytes);
  }
  if (complete()) payload_ = hash_.finish();
  return bytes.size();
}

void OversizedPublish::take_variable_header(std::string_view bytes) {
  const std::string_view part = bytes.substr(0, kept_bytes_max - kept_.size());
  kept_.append(part);
  if (kept_.size() < kept_bytes_max && !complete()) return;
  find_payload();
  take_payload(bytes.substr(part.size()));
}

/// What is malformed is left as it is: the decoder names the fault.
void OversizedPublish::find_payload() {
  payload_found_ = true;
  const auto layout = layout_of(header_.flags, kept_);
  if (!layout || layout->payload > header_.body_size) {
    payload_head_left_ = 0;
    return;
  }
  if (layout->payload > kept_.size()) {
    skip_ = layout->payload - kept_.size();
    kept_.resize(layout->properties);
    kept_ += '\0';  // a Property Length of 0 in place of what is too long to keep
    return;
  }
  const std::string start = kept_.substr(layout->payload);
  kept_.resize(layout->payload);
  take_payload(start);
}

void OversizedPublish::take_payload(std::string_view bytes) {
  const std::size_t skipped = std::min(skip_, bytes.size());
  skip_ -= skipped;
  bytes.remove_prefix(skipped);
  hash_.add(bytes);
  const std::string_view head = bytes.substr(0, payload_head_left_);
  payload_head_left_ -= head.size();
  kept_.append(head);
}

}  // namespace sluice
