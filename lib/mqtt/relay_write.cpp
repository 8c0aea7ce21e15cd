// SPDX-License-Identifier: Apache-2.0
// What the relay writes to the broker: PUBACKs, pings, and Paho's packets that wait in the same outbox.
#include <algorithm>

#include "mqtt/relay.hpp"

namespace sluice {

namespace {

constexpr std::uint32_t readable = EPOLLIN;
constexpr std::uint32_t writable = EPOLLOUT;

}  // namespace

void Relay::acknowledge(std::span<const std::uint16_t> packet_ids) {
  if (phase_ != Phase::open) return;
  for (const std::uint16_t packet_id : packet_ids) append_puback(to_broker_.bytes(), packet_id);
  flush_broker();
}

void Relay::send_barrier() {
  quiet_ = true;
  keep_alive_.on_ping(PingOwner::barrier, Clock::now());
  append_pingreq(to_broker_.bytes());
  write_out();
}

/// Whoever writes takes along what lay unread before, and no event tells of that: reading may have stopped for it.
void Relay::write_out() {
  flush_broker();
  read_on();
}

void Relay::flush_broker() {
  if (to_broker_.empty()) return;
  const IoResult result =
      to_broker_.flush([this](const char* data, std::size_t size) { return transport_->write(data, size); });
  if (result.kind == IoResult::Kind::failed) return lose_by_transport("the connection broke: " + result.error);
  keep_alive_.on_sent(Clock::now());
  watch_broker();
}

void Relay::watch_broker() {
  if (phase_ == Phase::opening || phase_ == Phase::over || watched_fd_ < 0) return;
  const bool reads = phase_ == Phase::closing || !stalled_;
  const std::uint32_t events = (reads ? readable : 0U) | (to_broker_.empty() ? 0U : writable);
  if (events == watched_events_) return;
  watched_events_ = events;
  loop_.change(watched_fd_, events);
}

void Relay::tick() {
  timer_.reset();
  const TimePoint now = Clock::now();
  if (phase_ == Phase::open && order_.connected()) {
    if (keep_alive_.dead(now)) {
      lose_by_network("the broker has been silent for " + std::to_string(keep_alive_.interval().count()) +
                      " s after a PINGREQ");
    } else if (keep_alive_.ping_due(now)) {
      keep_alive_.on_ping(PingOwner::keep_alive, now);
      append_pingreq(to_broker_.bytes());
      write_out();
    }
  }
  if (phase_ == Phase::open) {
    // An eighth of the interval is fine enough for both rules and wakes an idle process every few seconds only.
    const auto period = std::chrono::duration_cast<Millis>(keep_alive_.interval()) / 8;
    timer_ = loop_.after(std::max(period, Millis(125)), [this] {
      tick();
      observer_.on_round_over();
    });
  }
}

}  // namespace sluice
