// SPDX-License-Identifier: Apache-2.0
// The relay's broker side: read, walk, divert PUBLISH, insert PUBACK.
#include "mqtt/relay.hpp"

#include <algorithm>

#include "mqtt/transport/tcp_transport.hpp"
#include "mqtt/wire/amendments.hpp"

namespace sluice {

namespace {

/// One read takes some hundred messages; larger buffers gain nothing and cost memory per connection.
constexpr std::size_t broker_buffer_bytes = 64U << 10U;
constexpr std::size_t paho_buffer_bytes = 16U << 10U;
/// PUBACKs of the largest window. A broker that sends and does not read gets no further: each PUBACK makes room for
/// another message, so the window alone would not bound them.
constexpr std::size_t unread_bytes_max = std::size_t{4} * 65536;

std::int64_t now_ms() {
  return std::chrono::duration_cast<Millis>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

Relay::Relay(EventLoop& loop, std::unique_ptr<Transport> transport, RelaySettings settings, RelayObserver& observer)
    : loop_(loop),
      transport_(std::move(transport)),
      settings_(settings),
      observer_(observer),
      from_broker_(broker_buffer_bytes),
      keep_alive_(settings.keep_alive, Clock::now()),
      from_paho_(paho_buffer_bytes) {}

Relay::~Relay() {
  if (watched_fd_ >= 0) loop_.forget(watched_fd_);
  if (timer_) loop_.cancel(*timer_);
  drop_paho();
}

void Relay::open() {
  advance_transport();
  observer_.on_round_over();
}

void Relay::advance_transport() {
  // The descriptor changes from address to address: forget the old one before `advance` closes it.
  if (watched_fd_ >= 0) loop_.forget(std::exchange(watched_fd_, -1));
  const Transport::Progress progress = transport_->advance();
  if (progress == Transport::Progress::failed) return lose_by_transport(transport_->error());

  watched_fd_ = transport_->fd();
  watched_events_ = progress == Transport::Progress::wants_write ? EPOLLOUT : EPOLLIN;
  loop_.watch(watched_fd_, watched_events_, [this](std::uint32_t ready) {
    on_broker_ready(ready);
    observer_.on_round_over();
  });
  if (progress != Transport::Progress::ready) return;
  phase_ = Phase::open;
  keep_alive_ = KeepAlive(settings_.keep_alive, Clock::now());
  watch_broker();
  tick();
  observer_.on_open();
  read_pending();
}

void Relay::on_broker_ready(std::uint32_t events) {
  if (phase_ == Phase::opening) return advance_transport();
  if (phase_ == Phase::closing) return linger();
  if ((events & EPOLLOUT) != 0) write_out();
  if (phase_ != Phase::open) return;
  const bool ended = (events & (EPOLLERR | EPOLLHUP)) != 0;
  if ((events & EPOLLIN) != 0 && !stalled_) {
    read_broker();
    return read_pending();
  }
  if (!ended) return;
  // Not found by reading, which rests: a reset is no end in order, and is not to be taken for a take-over.
  const std::string fault = error_of_socket(watched_fd_);
  if (!fault.empty()) return lose_by_network("the connection broke: " + fault);
  lose_by_close("the broker closed the connection");
}

void Relay::read_broker() {
  const std::span<char> space = from_broker_.space();
  const IoResult result = transport_->read(space.data(), space.size());
  switch (result.kind) {
    case IoResult::Kind::would_block: return;
    case IoResult::Kind::ended: return lose_by_close("the broker closed the connection");
    case IoResult::Kind::failed: return lose_by_transport("the connection broke: " + result.error);
    case IoResult::Kind::moved: break;
  }
  from_broker_.filled(result.bytes);
  received_ms_ = now_ms();
  keep_alive_.on_received(Clock::now());
  walk_broker();
}

/// TLS takes whole records from the descriptor: what of them did not fit into one read is read here, in the same round.
void Relay::read_pending() {
  while (phase_ == Phase::open && !stalled_ && transport_->has_pending()) read_broker();
}

void Relay::walk_broker() {
  while (phase_ == Phase::open && !stalled_) {
    if (oversized_) {
      if (!pass_oversized()) break;
      continue;
    }
    const std::string_view pending = from_broker_.pending();
    const auto publish = peek_publish(pending);
    if (publish && order_.connected()) {
      if (!take_publish(*publish)) break;
      continue;
    }
    const auto header = parse_frame_header(pending, Sender::server);
    if (!header) return refuse(header.error());
    if (!*header) break;
    if (const PacketFault* fault = order_.check((*header)->type)) return refuse(*fault);
    if ((*header)->type == PacketType::publish) {
      if (!take_publish(**header)) break;
    } else {
      const std::size_t size = (*header)->frame_size();
      if (size > control_packet_bytes_max) return refuse(control_packet_too_large);
      from_broker_.reserve(size);
      if (pending.size() < size) break;
      // Consumed first: what the packet leads to may end the relay's round.
      const std::string_view frame = from_broker_.pending().substr(0, size);
      from_broker_.consume(size);
      take_control(**header, frame);
    }
  }
  watch_broker();
}

/// False: not taken, because it is not there whole or there is no room.
bool Relay::take_publish(const FrameHeader& header) {
  const std::size_t size = header.frame_size();
  const bool is_oversized = header.body_size > settings_.max_message_bytes;
  if (paused_ || held_ || to_broker_.pending() > unread_bytes_max ||
      !observer_.has_room(is_oversized ? OversizedPublish::kept_bytes_max : size)) {
    stall();
    return false;
  }
  if (is_oversized) {
    from_broker_.consume(header.header_size);
    oversized_.emplace(header);
    return true;
  }
  from_broker_.reserve(size);
  const std::string_view pending = from_broker_.pending();
  if (pending.size() < size) return false;
  auto message = decoder_.decode(header.flags, pending.substr(header.header_size, header.body_size));
  if (!message) {
    refuse(message.error());
    return false;
  }
  message->received_ms = received_ms_;
  if (observer_.on_publish(*message, size) == RelayObserver::Taken::full) {
    stall();
    return false;
  }
  quiet_ = false;
  from_broker_.consume(size);
  return true;
}

void Relay::take_control(const FrameHeader& header, std::string_view frame) {
  const std::string_view body = frame.substr(header.header_size);
  switch (header.type) {
    case PacketType::pingresp: return on_pong();
    case PacketType::disconnect: {
      const auto disconnect = decode_disconnect(body);
      if (!disconnect) return refuse(disconnect.error());
      // Not passed on: Paho learns it by the end of its connection, and two answers to one loss would only race.
      return lose({ConnectionLost::Cause::disconnected, disconnect->reason_code,
                   std::string(disconnect->reason_string.value_or("")),
                   std::string(disconnect->server_reference.value_or(""))});
    }
    case PacketType::connack: {
      const auto connack = decode_connack(body);
      if (!connack) return refuse(connack.error());
      order_.received(*connack);
      if (connack->server_keep_alive) {
        keep_alive_.obey_server(std::chrono::seconds(*connack->server_keep_alive));
        if (timer_) loop_.cancel(*timer_);
        tick();
      }
      observer_.on_connack(*connack);
      break;
    }
    case PacketType::suback:
    case PacketType::unsuback:
      if (!take_answer(header.type, body)) return;
      break;
    default: break;
  }
  std::string packet(frame);
  set_wire_packet_id(packet, settings_.attempt);
  to_paho_.bytes().append(packet);
  flush_paho();
}

/// False: refused.
bool Relay::take_answer(PacketType type, std::string_view body) {
  const bool is_suback = type == PacketType::suback;
  const auto answer = is_suback ? decode_suback(body) : decode_unsuback(body);
  const PacketFault* const fault = answer ? order_.received(type, *answer) : &answer.error();
  if (fault != nullptr) {
    refuse(*fault);
    return false;
  }
  if (is_suback) {
    observer_.on_suback(*answer);
  } else {
    observer_.on_unsuback(*answer);
  }
  return true;
}

void Relay::on_pong() {
  if (keep_alive_.on_pong() == PingOwner::barrier) observer_.on_barrier(quiet_);
}

void Relay::stall() {
  stalled_ = true;
  keep_alive_.set_reading(false, Clock::now());
}

void Relay::resume() {
  paused_ = false;
  read_on();
}

void Relay::let_go() {
  held_ = false;
  read_on();
}

void Relay::read_on() {
  if (phase_ != Phase::open || !stalled_ || paused_ || held_) return;
  stalled_ = false;
  keep_alive_.set_reading(true, Clock::now());
  walk_broker();
  read_pending();
}

}  // namespace sluice
