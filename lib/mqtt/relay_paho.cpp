// SPDX-License-Identifier: Apache-2.0
// The relay's inner side: what Paho sends goes to the broker, packet by packet.
#include "mqtt/relay.hpp"
#include "mqtt/transport/tcp_transport.hpp"
#include "mqtt/wire/amendments.hpp"

namespace sluice {

void Relay::attach_paho(UniqueFd socket) {
  drop_paho();
  if (phase_ != Phase::open) return;
  paho_ = std::move(socket);
  loop_.watch(paho_.get(), EPOLLIN, [this](std::uint32_t events) {
    on_paho_ready(events);
    observer_.on_round_over();
  });
}

void Relay::on_paho_ready(std::uint32_t events) {
  if ((events & EPOLLOUT) != 0) flush_paho();
  if (!paho_ || (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) == 0) return;
  const std::span<char> space = from_paho_.space();
  const IoResult result = receive_from(paho_.get(), space.data(), space.size());
  if (result.kind == IoResult::Kind::would_block) return;
  if (result.kind != IoResult::Kind::moved) return lose_by_network("the MQTT library closed its side");
  from_paho_.filled(result.bytes);
  walk_paho();
}

void Relay::walk_paho() {
  while (paho_ && phase_ == Phase::open) {
    const std::string_view pending = from_paho_.pending();
    const auto header = parse_frame_header(pending, Sender::client);
    if (!header) return lose_by_network("the MQTT library sent what is no MQTT: " + std::string(header.error().text));
    if (!*header) break;
    const std::size_t size = (*header)->frame_size();
    from_paho_.reserve(size);
    if (from_paho_.pending().size() < size) break;
    const std::string_view frame = from_paho_.pending().substr(0, size);
    from_paho_.consume(size);
    if ((*header)->type == PacketType::pingreq) {
      append_pingresp(to_paho_.bytes());
      flush_paho();
      continue;
    }
    if ((*header)->type == PacketType::disconnect) {
      disconnect_ = frame;
      drop_paho();  // it says no more
      return pass_disconnect();
    }
    std::string packet(frame);
    set_wire_packet_id(packet, settings_.attempt);
    if ((*header)->type == PacketType::subscribe && !set_subscribe_options(packet, shared_subscription_options)) {
      return lose_by_network("the MQTT library sent a SUBSCRIBE that is none");
    }
    order_.sent(packet);
    to_broker_.bytes().append(packet);
  }
  write_out();
}

void Relay::flush_paho() {
  if (!paho_ || to_paho_.empty()) return;
  const IoResult result =
      to_paho_.flush([this](const char* data, std::size_t size) { return send_to(paho_.get(), data, size); });
  if (result.kind == IoResult::Kind::failed)
    return lose_by_network("the MQTT library closed its side: " + result.error);
  const std::uint32_t readable = EPOLLIN;
  const std::uint32_t writable = EPOLLOUT;
  loop_.change(paho_.get(), to_paho_.empty() ? readable : readable | writable);
}

void Relay::drop_paho() {
  if (!paho_) return;
  loop_.forget(paho_.get());
  paho_.reset();
}

}  // namespace sluice
