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
/// process ids.
class LoopbackListener {
 public:
  /// Fails when the machine has no loopback or no descriptor left.
  static Result<std::unique_ptr<LoopbackListener>> open();

  int fd() const { return listener_.get(); }
  std::uint16_t port() const { return port_; }

  struct Accepted {
    UniqueFd socket;        ///< non-blocking; empty when there was none, or a stranger's
    bool stranger = false;  ///< somebody else's connection was closed unread
  };
  Accepted accept();

 private:
  LoopbackListener(UniqueFd listener, std::uint16_t port) : listener_(std::move(listener)), port_(port) {}

  UniqueFd listener_;
  std::uint16_t port_;
};

}  // namespace sluice
