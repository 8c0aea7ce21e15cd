// SPDX-License-Identifier: Apache-2.0
#include "support/sockets.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace sluice::test {
namespace {

[[noreturn]] void fail(const std::string& what) { throw std::system_error(errno, std::generic_category(), what); }

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

UniqueFd tcp_socket() {
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd) fail("socket");
  return fd;
}

void no_delay(int fd) {
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/// Whether `fd` became ready for `events` in time.
bool wait_for(int fd, short events, Milliseconds deadline) {
  const auto end = Clock::now() + deadline;
  for (;;) {
    const auto left = std::chrono::ceil<Milliseconds>(end - Clock::now()).count();
    pollfd entry{fd, events, 0};
    const int ready = ::poll(&entry, 1, static_cast<int>(std::max<std::int64_t>(left, 0)));
    if (ready > 0) return true;
    if (ready == 0) return false;
    if (errno != EINTR) fail("poll");
  }
}

}  // namespace

std::uint16_t free_port() { return Listener().port(); }

bool port_is_open(std::uint16_t port) {
  const UniqueFd fd = tcp_socket();
  const sockaddr_in address = loopback(port);
  return ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

Stream Stream::connect(std::uint16_t port, const std::string& address) {
  UniqueFd fd = tcp_socket();
  sockaddr_in peer = loopback(port);
  if (::inet_pton(AF_INET, address.c_str(), &peer.sin_addr) != 1) {
    throw std::system_error(EINVAL, std::generic_category(), "\"" + address + "\" is no IPv4 address");
  }
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&peer), sizeof peer) != 0) {
    fail("connect to " + address + ":" + std::to_string(port));
  }
  no_delay(fd.get());
  return Stream(std::move(fd));
}

bool Stream::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::optional<std::string> Stream::receive(Milliseconds deadline) {
  std::array<char, 65536> buffer;
  if (!wait_for(fd_.get(), POLLIN, deadline)) return std::nullopt;
  const ssize_t got = ::recv(fd_.get(), buffer.data(), buffer.size(), 0);
  if (got >= 0) return std::string(buffer.data(), static_cast<std::size_t>(got));
  if (errno != ECONNRESET && errno != EPIPE) fail("recv");
  was_reset_ = true;
  return std::string();
}

void Stream::shut_write() { ::shutdown(fd_.get(), SHUT_WR); }

void Stream::reset() {
  const linger abort{1, 0};
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
  fd_.reset();
}

Listener::Listener(std::uint16_t port) : fd_(tcp_socket()) {
  const int on = 1;
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address = loopback(port);
  if (::bind(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    fail("bind to 127.0.0.1:" + std::to_string(port));
  }
  if (::listen(fd_.get(), 64) != 0) fail("listen");
  socklen_t size = sizeof address;
  if (::getsockname(fd_.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) fail("getsockname");
  port_ = ntohs(address.sin_port);
}

std::optional<Stream> Listener::accept(Milliseconds deadline) {
  if (!wait_for(fd_.get(), POLLIN, deadline)) return std::nullopt;
  UniqueFd fd(::accept4(fd_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (!fd) fail("accept");
  no_delay(fd.get());
  return Stream(std::move(fd));
}

}  // namespace sluice::test
