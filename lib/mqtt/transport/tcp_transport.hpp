// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "mqtt/transport/transport.hpp"

namespace sluice {

/// Plain TCP: tries the addresses of the host in the resolver's order.
std::unique_ptr<Transport> make_tcp_transport(const BrokerUrl& url);

/// `ai_flags` of getaddrinfo for a host: AI_ADDRCONFIG for names, lest a machine without IPv6 asks for its addresses.
/// Not where an address was meant: with it glibc refuses 127.0.0.1 in a pod of an IPv6-only cluster, and ::1 where the
/// network is IPv4.
int lookup_flags(const std::string& host);

/// One `recv` or `send` on a non-blocking socket as an `IoResult`; never raises SIGPIPE.
IoResult receive_from(int fd, char* data, std::size_t size);
IoResult send_to(int fd, const char* data, std::size_t size);
/// What the kernel holds against a socket (SO_ERROR), which it tells once; empty: nothing.
std::string error_of_socket(int fd);

}  // namespace sluice
