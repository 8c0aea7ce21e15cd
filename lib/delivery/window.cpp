// SPDX-License-Identifier: Apache-2.0
#include "delivery/window.hpp"

#include <bit>
#include <cassert>

namespace sluice {

Window::Window(WindowLimits limits)
    : limits_(limits),
      slots_(std::bit_ceil(static_cast<std::size_t>(limits.messages))),
      open_ids_(std::make_unique<std::bitset<65536>>()) {
  assert(limits.messages > 0);
}

bool Window::fits(std::uint64_t bytes) const {
  if (open() >= limits_.messages) return false;
  return bytes_ == 0 || bytes_ + bytes <= limits_.bytes;
}

Ticket Window::admit(std::uint16_t packet_id, std::uint64_t bytes) {
  assert(fits(bytes) && !is_open(packet_id));
  assert(bytes <= UINT32_MAX);  // an MQTT packet has at most 268,435,460 bytes
  slot(next_) = Slot{static_cast<std::uint32_t>(bytes), packet_id, false};
  if (packet_id != 0) open_ids_->set(packet_id);
  bytes_ += bytes;
  ++unsettled_;
  return next_++;
}

void Window::settle(Ticket ticket) {
  assert(ticket >= base_ && ticket < next_);
  Slot& settled = slot(ticket);
  assert(!settled.settled);
  settled.settled = true;
  bytes_ -= settled.bytes;
  --unsettled_;
}

void Window::release(std::vector<std::uint16_t>& packet_ids) {
  while (base_ != next_ && slot(base_).settled) {
    const std::uint16_t packet_id = slot(base_).packet_id;
    if (packet_id != 0) {
      open_ids_->reset(packet_id);
      packet_ids.push_back(packet_id);
    }
    ++base_;
  }
}

void Window::end_epoch() {
  for (Ticket ticket = base_; ticket != next_; ++ticket) slot(ticket).packet_id = 0;
  open_ids_->reset();
}

}  // namespace sluice
