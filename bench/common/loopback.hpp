// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/event_loop.hpp"
#include "core/unique_fd.hpp"

namespace sluice::bench {

struct Listener {
  UniqueFd fd;
  std::uint16_t port = 0;
};

/// Listens on 127.0.0.1, never on another address; port 0 asks for a free one. Throws std::system_error.
Listener listen_on_loopback(std::uint16_t port);

/// The next waiting client, non-blocking, without Nagle's delay; empty when none waits. Throws std::system_error.
UniqueFd accept_client(const Listener& listener);

/// Connects (blocking) to a port of 127.0.0.1. Throws std::system_error.
UniqueFd connect_to_loopback(std::uint16_t port);

/// Ends `loop` on SIGTERM, SIGINT, or after `lifetime_seconds`: a forgotten stub goes away by itself.
/// Call before any thread is started. The returned descriptor must live as long as the loop runs.
UniqueFd stop_on_signal(EventLoop& loop, std::uint64_t lifetime_seconds);

}  // namespace sluice::bench
