// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <cstdint>
#include <memory>
#include <vector>

#include "delivery/outcome.hpp"

namespace sluice {

/// The two bounds on what one connection may hold.
struct WindowLimits {
  std::uint32_t messages = 1000;         ///< also the Receive Maximum that is announced
  std::uint64_t bytes = 64ULL << 20ULL;  ///< wire bytes of what is read and not settled
};

/// What is open on one connection: read from the broker and not yet acknowledged to it.
///
///     tickets   base_ ........................ next_
///               |  settled? each in any order  |
///               +--> the longest settled prefix is released, in the order of receipt [MQTT-4.6.0-2]
///
/// A slot is open from `admit` until it is released. Its bytes count until it is settled. Slots of an earlier
/// connection (epoch) stay until their record is settled, so that the bounds hold, but are released without an
/// acknowledgement: their packet ids mean nothing any more. The same goes for QoS 0, which has no packet id.
/// Pure; belongs to the connection's thread.
class Window {
 public:
  explicit Window(WindowLimits limits);

  /// Room for one more message of `bytes`. An empty window takes any single message, else one larger than the bound
  /// could never pass.
  bool fits(std::uint64_t bytes) const;
  /// A PUBLISH with this packet id is unacknowledged on the live connection: its repeat must not count again.
  bool is_open(std::uint16_t packet_id) const { return packet_id != 0 && (*open_ids_)[packet_id]; }

  /// The ticket that the next `admit` returns.
  Ticket next_ticket() const { return next_; }
  /// Opens a slot; `packet_id` 0 for QoS 0. Only after `fits` and not `is_open`.
  Ticket admit(std::uint16_t packet_id, std::uint64_t bytes);
  /// The message is safe (or was deliberately dropped). Exactly once per ticket.
  void settle(Ticket ticket);
  /// Of a ticket that was admitted; true also when it has been released.
  bool is_settled(Ticket ticket) const { return ticket < base_ || slots_[ticket & (slots_.size() - 1)].settled; }
  /// `release` has something to do.
  bool releasable() const { return base_ != next_ && slots_[base_ & (slots_.size() - 1)].settled; }
  /// Appends the packet ids that may be acknowledged now, in order of receipt, each once.
  void release(std::vector<std::uint16_t>& packet_ids);
  /// The connection is over: what is open keeps its room but is never acknowledged.
  void end_epoch();

  std::uint64_t open() const { return next_ - base_; }
  /// The ticket that must settle before any other is released; `next_ticket` when none is open.
  Ticket oldest() const { return base_; }
  std::uint64_t open_bytes() const { return bytes_; }
  /// Of `open`, those whose record is not safe yet.
  std::uint64_t unsettled() const { return unsettled_; }
  /// Of `open`, those that the broker of the live connection waits for.
  std::uint64_t unacknowledged() const { return open_ids_->count(); }

 private:
  struct Slot {
    std::uint32_t bytes = 0;
    std::uint16_t packet_id = 0;
    bool settled = false;
  };

  Slot& slot(Ticket ticket) { return slots_[ticket & (slots_.size() - 1)]; }

  WindowLimits limits_;
  std::vector<Slot> slots_;  ///< ring, a power of two, indexed by ticket
  Ticket base_ = 0;
  Ticket next_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t unsettled_ = 0;
  std::unique_ptr<std::bitset<65536>> open_ids_;  ///< packet ids of the live connection
};

}  // namespace sluice
