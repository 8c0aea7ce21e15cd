// SPDX-License-Identifier: Apache-2.0
// Feeds arbitrary bytes to everything that reads MQTT packets: the frame walk in both directions, the PUBLISH decoder,
// and the decoders of the packets read in passing. The first byte of an input chooses; a broken invariant aborts.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "mqtt/wire/oversized_publish.hpp"
#include "mqtt/wire/packet.hpp"
#include "mqtt/wire/publish.hpp"
#include "unit/mqtt/wire/bytes.hpp"
#include "unit/mqtt/wire/publish_invariants.hpp"

namespace {

using namespace sluice;
using sluice::test::ExactCopy;
using sluice::test::lies_in;

void require(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

void require_named(const PacketFault& fault) {
  require(fault.reason_code >= 0x80 && !fault.section.empty() && !fault.text.empty(), "a fault without its texts");
}

void require_text(const std::optional<std::string_view>& text, std::string_view body) {
  require(!text || test::is_text_in(*text, body), "a text beside the packet, or no text");
}

PublishDecoder& decoder() {
  static PublishDecoder instance;
  return instance;
}

/// One that is too large and comes in two pieces is the same message, with the head of its payload; and as faulty.
void fuzz_oversized(std::uint8_t flags, std::string_view body, const tl::expected<MqttMessage, PacketFault>& whole) {
  if (body.empty()) return;
  OversizedPublish publish({PacketType::publish, flags, static_cast<std::uint32_t>(body.size()), 2});
  const std::size_t cut = static_cast<unsigned char>(body.back()) % body.size();
  publish.take(body.substr(0, cut));
  publish.take(body.substr(cut));
  require(publish.complete(), "not complete with all its bytes");
  PublishDecoder of_head;
  const auto head = of_head.decode(publish.flags(), publish.body());
  require(head.has_value() == whole.has_value(), "the head is sound, the whole is not, or the other way round");
  if (!whole) return;
  require(head->topic == whole->topic && head->packet_id == whole->packet_id, "another message");
  require(whole->payload.starts_with(head->payload), "not the beginning of the payload");
  require(publish.payload().bytes == whole->payload.size(), "another payload");
}

void fuzz_publish(std::uint8_t flags, std::string_view body) {
  const auto message = decoder().decode(flags, body);
  fuzz_oversized(flags, body, message);
  if (!message) return require_named(message.error());
  const std::string broken = test::broken_invariant(*message, body);
  require(broken.empty(), broken);
}

void fuzz_connack(std::string_view body) {
  const auto connack = decode_connack(body);
  if (!connack) return require_named(connack.error());
  require(connack->receive_maximum > 0, "a Receive Maximum of 0");
  require(connack->maximum_packet_size.value_or(1) > 0, "a Maximum Packet Size of 0");
  require_text(connack->assigned_client_id, body);
  require_text(connack->server_reference, body);
  // The reason string of an answer in MQTT 3.1.1 is our own.
  if (body.size() > 2) require_text(connack->reason_string, body);
}

void fuzz_suback(const tl::expected<SubackView, PacketFault>& suback, std::string_view body) {
  if (!suback) return require_named(suback.error());
  require(suback->packet_id != 0, "packet id 0");
  require(!suback->codes.empty() && lies_in(suback->codes, body), "codes beside the packet");
  require_text(suback->reason_string, body);
}

void fuzz_disconnect(std::string_view body) {
  const auto disconnect = decode_disconnect(body);
  if (!disconnect) return require_named(disconnect.error());
  require_text(disconnect->reason_string, body);
  require_text(disconnect->server_reference, body);
}

void fuzz_body(PacketType type, std::uint8_t flags, std::string_view bytes) {
  const ExactCopy copy(bytes);
  const std::string_view body = copy.view();
  switch (type) {
    case PacketType::publish: return fuzz_publish(flags, body);
    case PacketType::connack: return fuzz_connack(body);
    case PacketType::suback: return fuzz_suback(decode_suback(body), body);
    case PacketType::unsuback: return fuzz_suback(decode_unsuback(body), body);
    case PacketType::disconnect: return fuzz_disconnect(body);
    default: return;
  }
}

/// A header is the same however many bytes follow it, and no shorter piece gives another.
void require_stable(const FrameHeader& header, std::string_view stream, Sender sender) {
  require(header.header_size >= 2 && header.header_size <= 5, "a header of a wrong size");
  for (std::size_t size = 0; size <= header.header_size; ++size) {
    const ExactCopy part(stream.substr(0, size));
    const auto again = parse_frame_header(part.view(), sender);
    require(again.has_value(), "a whole header is sound, a part of it is not");
    require(again->has_value() == (size == header.header_size), "a header from too few bytes");
  }
}

void fuzz_stream(std::string_view stream, Sender sender) {
  for (;;) {
    const auto parsed = parse_frame_header(stream, sender);
    if (!parsed) return require_named(parsed.error());
    const std::optional<FrameHeader>& header = *parsed;
    if (!header) return;
    require_stable(*header, stream, sender);
    if (header->frame_size() > stream.size()) return;
    fuzz_body(header->type, header->flags, stream.substr(header->header_size, header->body_size));
    stream.remove_prefix(header->frame_size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  constexpr std::array bodies{PacketType::publish, PacketType::connack, PacketType::suback, PacketType::unsuback,
                              PacketType::disconnect};
  const std::size_t choice = data[0] >> 4U;
  if (choice < bodies.size()) {
    fuzz_body(bodies[choice], data[0] & 0x0FU, input);
  } else {
    fuzz_stream(input, choice % 2 == 0 ? Sender::server : Sender::client);
  }
  return 0;
}
