// SPDX-License-Identifier: Apache-2.0
#include "probe/broker_link.hpp"

#include <poll.h>

#include <algorithm>
#include <array>

#include "mqtt/wire/reason_code.hpp"

namespace sluice {
namespace {

constexpr std::size_t read_bytes = 16384;

LinkFault fault_of(Waited waited) {
  return {waited == Waited::stopped ? LinkFault::Cause::stopped : LinkFault::Cause::deadline, {}, 0};
}

}  // namespace

LinkFault malformed(const PacketFault& fault) {
  return {LinkFault::Cause::malformed,
          "the broker sent what is not MQTT 5: " + std::string(fault.text) + " (" + std::string(fault.section) + ")",
          fault.reason_code};
}

namespace {

LinkFault disconnected(std::string_view body) {
  const auto view = decode_disconnect(body);
  if (!view) return malformed(view.error());
  std::string text = "the broker ended the connection: " + describe(ReasonScope::disconnect, view->reason_code);
  if (view->reason_string) text.append(" (").append(*view->reason_string).append(")");
  return {LinkFault::Cause::disconnected, std::move(text), view->reason_code};
}

}  // namespace

Result<void, LinkFault> BrokerLink::send(std::string_view packet, const StepTime& time) {
  order_.sent(packet);
  while (!packet.empty()) {
    const IoResult result = transport_->write(packet.data(), packet.size());
    if (result.kind == IoResult::Kind::moved) {
      packet.remove_prefix(result.bytes);
      continue;
    }
    if (result.kind != IoResult::Kind::would_block) return tl::unexpected(broken(result));
    const Waited waited = time.wait(transport_->fd(), POLLOUT);
    if (waited != Waited::ready) return tl::unexpected(fault_of(waited));
  }
  return {};
}

Result<std::string_view, LinkFault> BrokerLink::receive(PacketType type, const StepTime& time) {
  in_.erase(0, consumed_);
  consumed_ = 0;
  while (true) {
    const auto header = next_frame();
    if (!header) return tl::unexpected(malformed(header.error()));
    if (!*header || in_.size() < (*header)->frame_size()) {
      if (auto more = read_more(time); !more) return tl::unexpected(std::move(more.error()));
      continue;
    }
    const FrameHeader& frame = **header;
    const std::string_view body = std::string_view(in_).substr(frame.header_size, frame.body_size);
    if (const PacketFault* fault = order_.check(frame.type)) return tl::unexpected(malformed(*fault));
    if (frame.type == PacketType::disconnect) return tl::unexpected(disconnected(body));
    if (frame.type != type) {
      in_.erase(0, frame.frame_size());  // a PINGRESP: nothing here asks for one
      continue;
    }
    consumed_ = frame.frame_size();
    return body;
  }
}

tl::expected<std::optional<FrameHeader>, PacketFault> BrokerLink::next_frame() {
  while (true) {
    const std::size_t skipped = std::min(skip_, in_.size());
    in_.erase(0, skipped);
    skip_ -= skipped;
    if (skip_ > 0) return std::optional<FrameHeader>();
    const auto header = parse_frame_header(in_, Sender::server);
    if (!header || !*header) return header;
    if ((*header)->type != PacketType::publish) {
      if ((*header)->frame_size() > control_packet_bytes_max) return tl::unexpected(control_packet_too_large);
      return header;
    }
    ++messages_;
    skip_ = (*header)->frame_size();
  }
}

Result<void, LinkFault> BrokerLink::read_more(const StepTime& time) {
  std::array<char, read_bytes> buffer{};
  while (true) {
    const IoResult result = transport_->read(buffer.data(), buffer.size());
    if (result.kind == IoResult::Kind::moved) {
      in_.append(buffer.data(), result.bytes);
      // A broker that floods us with messages must not keep us beyond the step's time.
      if (time.left() == Millis{0}) return tl::unexpected(fault_of(Waited::deadline));
      return {};
    }
    if (result.kind != IoResult::Kind::would_block) return tl::unexpected(broken(result));
    const Waited waited = time.wait(transport_->fd(), POLLIN);
    if (waited != Waited::ready) return tl::unexpected(fault_of(waited));
  }
}

void BrokerLink::close(const StepTime& time) {
  transport_->shutdown_write();
  std::array<char, read_bytes> buffer{};
  while (time.left() > Millis{0}) {
    const IoResult result = transport_->read(buffer.data(), buffer.size());
    if (result.kind == IoResult::Kind::moved) continue;
    if (result.kind != IoResult::Kind::would_block) return;
    if (time.wait(transport_->fd(), POLLIN) != Waited::ready) return;
  }
}

LinkFault BrokerLink::broken(const IoResult& result) const {
  if (result.kind == IoResult::Kind::ended) return {LinkFault::Cause::network, "the broker closed the connection", 0};
  return {transport_->is_untrusted() ? LinkFault::Cause::untrusted : LinkFault::Cause::network,
          "the connection broke: " + result.error, 0};
}

}  // namespace sluice
