// SPDX-License-Identifier: Apache-2.0
#include "common/loopback.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <string>
#include <system_error>

#include "common/stop_signals.hpp"

namespace sluice::bench {
namespace {

[[noreturn]] void fail(const std::string& what) { throw std::system_error(errno, std::generic_category(), what); }

sockaddr_in loopback_address(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void disable_nagle(int fd) {
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

}  // namespace

Listener listen_on_loopback(std::uint16_t port) {
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd) fail("socket");
  const int on = 1;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address = loopback_address(port);
  socklen_t length = sizeof address;
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), length) != 0 || ::listen(fd.get(), 16) != 0 ||
      ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    fail("cannot listen on 127.0.0.1:" + std::to_string(port) + " (--port 0 takes a free one)");
  }
  return {std::move(fd), ntohs(address.sin_port)};
}

UniqueFd accept_client(const Listener& listener) {
  UniqueFd client(::accept4(listener.fd.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (client) {
    disable_nagle(client.get());
  } else if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) {
    fail("accept");
  }
  return client;
}

UniqueFd connect_to_loopback(std::uint16_t port) {
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd) fail("socket");
  const sockaddr_in address = loopback_address(port);
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    fail("cannot connect to 127.0.0.1:" + std::to_string(port));
  }
  disable_nagle(fd.get());
  return fd;
}

UniqueFd stop_on_signal(EventLoop& loop, std::uint64_t lifetime_seconds) {
  const sigset_t signals = stop_signals();
  block_stop_signals();
  UniqueFd fd(::signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC));
  if (!fd) fail("signalfd");
  loop.watch(fd.get(), EPOLLIN, [&loop](std::uint32_t) { loop.stop(); });
  loop.after(std::chrono::seconds(lifetime_seconds), [&loop] { loop.stop(); });
  return fd;
}

}  // namespace sluice::bench
