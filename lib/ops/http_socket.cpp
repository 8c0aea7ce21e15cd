// SPDX-License-Identifier: Apache-2.0
#include "ops/http_socket.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>

namespace sluice {

using namespace std::chrono_literals;

namespace {

/// For a whole connection.
constexpr auto time_max = 2s;
/// For one that keeps us waiting while others wait for a thread, the less the more they are: a request that stood in a
/// queue is there at once, and the prober of a container's health waits for a second only.
constexpr Millis time_max_under_pressure{250};
/// How often a quiet connection looks whether that has changed.
constexpr Millis look_period{10};
/// Request line and headers.
constexpr std::size_t request_bytes_max = 16U << 10U;
constexpr int backlog = 64;

ListenFault fault_of(const ListenAddress& address, int error) {
  const std::string where = "operations.listen: " + address.text();
  switch (error) {
    case EADDRINUSE:
      return {where + " is in use by another process; end that one, or choose another port (0: any free one)", false};
    case EADDRNOTAVAIL:
      return {where +
                  " is no address of this machine; write 127.0.0.1, an address that `ip address` shows, or 0.0.0.0 "
                  "or [::] for all of them",
              true};
    case EACCES:
      return {where + " is not allowed: ports below 1024 need the right CAP_NET_BIND_SERVICE; choose a higher one",
              true};
    default: return {where + " cannot be listened at: " + std::generic_category().message(error), false};
  }
}

tl::expected<UniqueFd, int> listen_at(const addrinfo& info) {
  UniqueFd fd(::socket(info.ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd) return tl::unexpected(errno);
  const int yes = 1;
  const int no = 0;
  // After a restart the old connections may still be in TIME_WAIT. Not SO_REUSEPORT: two tasks would share a port.
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (info.ai_family == AF_INET6) ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
  if (::bind(fd.get(), info.ai_addr, info.ai_addrlen) != 0) return tl::unexpected(errno);
  if (::listen(fd.get(), backlog) != 0) return tl::unexpected(errno);
  return fd;
}

}  // namespace

tl::expected<UniqueFd, ListenFault> listen_at(const ListenAddress& address) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &hints, &found);
  if (error != 0) {
    return tl::unexpected(ListenFault{"operations.listen: the host `" + address.host + "` is not known (" +
                                          ::gai_strerror(error) + "); write an address of this machine, or 127.0.0.1",
                                      true});
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, &::freeaddrinfo);
  auto fd = listen_at(*addresses);
  if (!fd) return tl::unexpected(fault_of(address, fd.error()));
  return std::move(*fd);
}

std::uint16_t port_of(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<sockaddr_in6&>(address).sin6_port);
  return ntohs(reinterpret_cast<sockaddr_in&>(address).sin_port);
}

HttpConnection::HttpConnection(int fd, const HttpPressure& pressure)
    : fd_(fd), pressure_(pressure), begin_(Clock::now()) {}

HttpConnection::~HttpConnection() {
  ::shutdown(fd_.get(), SHUT_WR);
  while (::recv(fd_.get(), buffer_.data(), buffer_.size(), MSG_DONTWAIT) > 0 && total_ < request_bytes_max) {
    total_ += buffer_.size();
  }
}

bool HttpConnection::is_over(TimePoint now) const { return pressure_.stopping || now - begin_ >= time_max; }

bool HttpConnection::is_in_the_way(TimePoint now) const {
  const std::size_t waiting = pressure_.waiting;
  return waiting > 0 && now - begin_ >= time_max_under_pressure / static_cast<Millis::rep>(waiting);
}

bool HttpConnection::wait_for(short events) const {
  pollfd poll{fd_.get(), events, 0};
  for (Millis wait{0}; !is_over(Clock::now()); wait = pressure_.waiting > 0 ? Millis(1) : look_period) {
    const int ready = ::poll(&poll, 1, static_cast<int>(wait.count()));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
    if (is_in_the_way(Clock::now())) return false;
  }
  return false;
}

ssize_t HttpConnection::read(char* data, std::size_t size) {
  if (taken_ == filled_) {
    if (total_ >= request_bytes_max || !wait_for(POLLIN)) return -1;
    const ssize_t count = ::recv(fd_.get(), buffer_.data(), buffer_.size(), 0);
    if (count <= 0) return count;
    taken_ = 0;
    filled_ = static_cast<std::size_t>(count);
    total_ += filled_;
  }
  const std::size_t count = std::min(size, filled_ - taken_);
  std::memcpy(data, buffer_.data() + taken_, count);
  taken_ += count;
  return static_cast<ssize_t>(count);
}

ssize_t HttpConnection::write(const char* data, std::size_t size) {
  if (!wait_for(POLLOUT)) return -1;
  return ::send(fd_.get(), data, size, MSG_NOSIGNAL | MSG_DONTWAIT);
}

std::string HttpConnection::peer() const {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  std::array<char, NI_MAXHOST> host{};
  if (::getpeername(fd_.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) return "";
  const auto* plain = reinterpret_cast<const sockaddr*>(&address);
  if (::getnameinfo(plain, size, host.data(), host.size(), nullptr, 0, NI_NUMERICHOST) != 0) return "";
  // An IPv4 client of a listener for both.
  std::string_view text = host.data();
  constexpr std::string_view mapped = "::ffff:";
  if (text.starts_with(mapped) && text.find('.') != std::string_view::npos) text.remove_prefix(mapped.size());
  return std::string(text);
}

}  // namespace sluice
