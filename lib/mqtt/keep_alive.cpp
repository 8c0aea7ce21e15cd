// SPDX-License-Identifier: Apache-2.0
#include "mqtt/keep_alive.hpp"

#include <algorithm>

namespace sluice {

KeepAlive::KeepAlive(std::chrono::seconds interval, TimePoint now)
    : interval_(interval), last_sent_(now), last_received_(now) {}

void KeepAlive::on_ping(PingOwner owner, TimePoint now) {
  owners_.push_back(owner);
  if (!asked_) asked_ = now;
  last_sent_ = now;
}

std::optional<PingOwner> KeepAlive::on_pong() {
  if (owners_.empty()) return std::nullopt;
  const PingOwner owner = owners_.front();
  owners_.pop_front();
  if (owners_.empty()) asked_.reset();
  return owner;
}

void KeepAlive::set_reading(bool reading, TimePoint now) {
  // Silence counts from here: what came before was ours.
  if (reading && !reading_) last_received_ = now;
  reading_ = reading;
}

bool KeepAlive::ping_due(TimePoint now) const {
  // Three quarters leave the broker's allowance of one and a half intervals [MQTT-3.1.2-22] a wide margin.
  const auto margin = std::chrono::duration_cast<Clock::duration>(interval_) * 3 / 4;
  if (now - last_sent_ >= margin) return true;
  return !asked_ && reading_ && now - last_received_ >= margin;
}

bool KeepAlive::dead(TimePoint now) const {
  if (!reading_ || !asked_) return false;
  return now - std::max(last_received_, *asked_) >= interval_;
}

}  // namespace sluice
