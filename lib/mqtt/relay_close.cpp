// SPDX-License-Identifier: Apache-2.0
// How a connection ends. A socket closed with unread bytes sends RST, and the broker may then lose our last PUBACKs:
// so after the last packet what still comes is read until the broker's end. Nor is our write side shut before it:
// ActiveMQ Artemis 2.55.0 handles the end of the stream on another thread than the packets, and where that one is
// first, DISCONNECT comes too late: a session that it was to end stays, empty, for ever.
#include <array>

#include "mqtt/relay.hpp"
#include "mqtt/wire/amendments.hpp"

namespace sluice {

namespace {

/// After DISCONNECT it is for the broker to close first [MQTT-3.14.4-3]. One that has not in this time is shown our
/// end.
constexpr Millis answer_time{1000};
/// A broker that does not close its side in this time after our end will not.
constexpr Millis linger_time{1500};
/// In one go: a broker that sends faster than we read must not keep the clock from running out.
constexpr int reads_max = 64;

}  // namespace

void Relay::refuse(const PacketFault& fault) {
  // Section and text are static: equal packets give equal texts, by which the state machine tells a loop.
  std::string text = std::string(fault.text) + " [MQTT 5, " + std::string(fault.section) + "]";
  append_disconnect(to_broker_.bytes(), fault.reason_code, fault.text);
  close_in_order(ConnectionLost{ConnectionLost::Cause::malformed, fault.reason_code, std::move(text), {}});
}

bool Relay::await_disconnect(Ending ending) {
  ending_ = ending;
  if (!disconnect_) return true;
  pass_disconnect();
  return false;
}

void Relay::pass_disconnect() {
  if (ending_ == Ending::when_drained && !is_drained()) {
    if (phase_ == Phase::open) observer_.on_late_publish();
    return;
  }
  // PUBACKs that are due were written before: the outbox keeps the order.
  to_broker_.bytes().append(ending_ == Ending::kept ? *disconnect_ : disconnect_for_good());
  close_in_order(std::nullopt);
}

/// Nothing has come since the last barrier, also not into the socket. What is on its way yet cannot be known.
bool Relay::is_drained() {
  if (!stalled_) {
    read_broker();
    read_pending();
  }
  return phase_ == Phase::open && quiet_ && !stalled_ && !oversized_ && from_broker_.pending().empty();
}

void Relay::close_in_order(std::optional<ConnectionLost> then) {
  if (phase_ != Phase::open) return;
  phase_ = Phase::closing;
  after_close_ = std::move(then);
  drop_paho();
  // A broker that broke the protocol is waited for no longer.
  if (after_close_) return show_end();
  close_step_in(answer_time, &Relay::show_end);
  linger();
}

void Relay::show_end() {
  shows_end_ = true;
  close_step_in(linger_time, &Relay::finish_close);
  linger();
}

void Relay::close_step_in(Millis time, void (Relay::*step)()) {
  if (timer_) loop_.cancel(*timer_);
  timer_ = loop_.after(time, [this, step] {
    timer_.reset();
    (this->*step)();
    observer_.on_round_over();
  });
}

/// Writes what is left, shuts the write side when it is time to, reads to the end.
void Relay::linger() {
  if (!to_broker_.empty()) {
    const IoResult result =
        to_broker_.flush([this](const char* data, std::size_t size) { return transport_->write(data, size); });
    if (result.kind == IoResult::Kind::failed) return finish_close();
  }
  if (shows_end_ && to_broker_.empty()) {
    shows_end_ = false;
    transport_->shutdown_write();
  }
  watch_broker();
  std::array<char, 16384> ignored{};
  for (int reads = 0; reads < reads_max; ++reads) {
    const IoResult result = transport_->read(ignored.data(), ignored.size());
    if (result.kind == IoResult::Kind::would_block) return;
    if (result.kind != IoResult::Kind::moved) return finish_close();
  }
}

void Relay::finish_close() {
  if (phase_ == Phase::over) return;
  if (after_close_) return lose(ConnectionLost(std::move(*after_close_)));
  phase_ = Phase::over;
  if (watched_fd_ >= 0) loop_.forget(std::exchange(watched_fd_, -1));
  observer_.on_closed();
}

void Relay::lose(const ConnectionLost& lost) {
  if (phase_ == Phase::over) return;
  phase_ = Phase::over;
  if (watched_fd_ >= 0) loop_.forget(std::exchange(watched_fd_, -1));
  drop_paho();
  observer_.on_lost(lost);
}

void Relay::lose_by_transport(std::string text) {
  const auto cause = transport_->is_untrusted() ? ConnectionLost::Cause::untrusted : ConnectionLost::Cause::network;
  lose({cause, 0, std::move(text)});
}

void Relay::lose_by_network(std::string text) { lose({ConnectionLost::Cause::network, 0, std::move(text)}); }
void Relay::lose_by_close(std::string text) { lose({ConnectionLost::Cause::closed, 0, std::move(text)}); }

}  // namespace sluice
