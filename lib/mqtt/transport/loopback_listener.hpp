// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "core/result.hpp"
#include "core/unique_fd.hpp"

namespace sluice {

/// The listener on 127.0.0.1, at a port the kernel chose, through which Paho reaches the relay. In a pod the loopback
/// is shared by all containers, so a peer is served only if it is a socket of this very process: one of our own
/// descriptors has the peer's address as its local one and ours as its remote one. Exact: no /proc/net parsing, no
/// process ids. A flood of strangers costs one look at our descriptors for many of them, so that ours gets through.
class LoopbackListener {
 public:
  /// Fails when the machine has no loopback or no descriptor left.
  static Result<std::unique_ptr<LoopbackListener>> open();

  int fd() const { return listener_.get(); }
  std::uint16_t port() const { return port_; }

  struct Accepted {
    UniqueFd socket;            ///< non-blocking; empty when none of those that waited is ours
    std::size_t strangers = 0;  ///< connections of somebody else's that were closed unread
  };
  /// Takes some of those that wait, as many as one look at our descriptors can judge without delay; more may wait
  /// still.
  Accepted accept();

 private:
  LoopbackListener(UniqueFd listener, std::uint16_t port) : listener_(std::move(listener)), port_(port) {}

  UniqueFd listener_;
  std::uint16_t port_;
};

}  // namespace sluice
