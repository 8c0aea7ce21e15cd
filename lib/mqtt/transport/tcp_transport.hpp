// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "mqtt/transport/transport.hpp"

namespace sluice {

/// Plain TCP: tries the addresses of the host in the resolver's order. Looks a name up without blocking (`HostLookup`).
std::unique_ptr<Transport> make_tcp_transport(const BrokerUrl& url);

/// One `recv` or `send` on a non-blocking socket as an `IoResult`; never raises SIGPIPE.
IoResult receive_from(int fd, char* data, std::size_t size);
IoResult send_to(int fd, const char* data, std::size_t size);
/// What the kernel holds against a socket (SO_ERROR), which it tells once; empty: nothing.
std::string error_of_socket(int fd);

}  // namespace sluice
