// SPDX-License-Identifier: Apache-2.0
#include "mqtt/transport/tcp_transport.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "core/unique_fd.hpp"
#include "mqtt/transport/host_lookup.hpp"

namespace sluice {

namespace {

/// A peer that does not acknowledge our bytes for so long is gone (brokers drop half-open links the same way).
constexpr int user_timeout_ms = 20'000;

/// An address that does not answer is given up for the next one of the name after three seconds: one SYN and one more.
/// With the kernel's usual six the attempt would be over before, and each attempt begins with the same address.
constexpr int syn_repeats = 1;

std::string error_text(int error) { return std::strerror(error); }

void set_option(int fd, int level, int name, int value) {
  // Advice to the kernel: a connection without it still works.
  ::setsockopt(fd, level, name, &value, sizeof value);
}

class TcpTransport final : public Transport {
 public:
  explicit TcpTransport(const BrokerUrl& url) : name_(url.text()), lookup_(HostLookup::begin(url.host, url.port)) {}

  Progress advance() override {
    if (!error_.empty()) return Progress::failed;
    if (is_resolving()) return Progress::wants_read;
    if (!fd_) return connect_first();
    std::string error = error_of_socket(fd_.get());
    if (error.empty()) return established();
    last_cause_ = std::move(error);
    return connect_next();
  }

  int fd() const override { return is_connecting_ ? fd_.get() : lookup_->fd(); }
  bool is_resolving() const override { return !lookup_->is_answered(); }
  const std::string& error() const override { return error_; }

  IoResult read(char* data, std::size_t size) override {
    IoResult result = receive_from(fd_.get(), data, size);
    // A broker that leaves Nagle's algorithm on (Mosquitto by default) sends no message while an earlier one waits for
    // its TCP acknowledgement, which the kernel delays to go with our next bytes: and these, the PUBACKs, wait for
    // Kafka. The kernel forgets the option after a while (tcp(7), TCP_QUICKACK), so it is set at each read.
    if (result.kind == IoResult::Kind::moved) set_option(fd_.get(), IPPROTO_TCP, TCP_QUICKACK, 1);
    return result;
  }
  IoResult write(const char* data, std::size_t size) override { return send_to(fd_.get(), data, size); }
  void shutdown_write() override { ::shutdown(fd_.get(), SHUT_WR); }

 private:
  /// Only now: Linux lets the user timeout overrule the number of SYNs.
  Progress established() {
    set_option(fd_.get(), IPPROTO_TCP, TCP_USER_TIMEOUT, user_timeout_ms);
    return Progress::ready;
  }

  Progress connect_first() {
    if (!lookup_->error().empty()) {
      error_ = name_ + ": cannot resolve the host name: " + lookup_->error();
      return Progress::failed;
    }
    next_ = lookup_->addresses();
    is_connecting_ = true;
    return connect_next();
  }

  Progress connect_next() {
    while (next_ != nullptr) {
      const addrinfo& address = *next_;
      next_ = next_->ai_next;
      fd_ = UniqueFd(
          ::socket(address.ai_family, address.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, address.ai_protocol));
      if (!fd_) {
        last_cause_ = error_text(errno);
        continue;
      }
      set_option(fd_.get(), IPPROTO_TCP, TCP_NODELAY, 1);
      if (next_ != nullptr) set_option(fd_.get(), IPPROTO_TCP, TCP_SYNCNT, syn_repeats);
      if (::connect(fd_.get(), address.ai_addr, address.ai_addrlen) == 0) return established();
      if (errno == EINPROGRESS) return Progress::wants_write;
      last_cause_ = error_text(errno);
    }
    error_ = name_ + ": " + (last_cause_.empty() ? "the host name has no address" : last_cause_);
    return Progress::failed;
  }

  std::string name_;
  std::shared_ptr<const HostLookup> lookup_;  ///< keeps the addresses
  const addrinfo* next_ = nullptr;
  bool is_connecting_ = false;
  UniqueFd fd_;
  std::string last_cause_;
  std::string error_;
};

}  // namespace

std::unique_ptr<Transport> make_tcp_transport(const BrokerUrl& url) { return std::make_unique<TcpTransport>(url); }

IoResult receive_from(int fd, char* data, std::size_t size) {
  while (true) {
    const ssize_t count = ::recv(fd, data, size, 0);
    if (count > 0) return {IoResult::Kind::moved, static_cast<std::size_t>(count), {}};
    if (count == 0) return {IoResult::Kind::ended, 0, {}};
    if (errno == EINTR) continue;
    if (errno == EAGAIN || errno == EWOULDBLOCK) return {};
    return {IoResult::Kind::failed, 0, error_text(errno)};
  }
}

IoResult send_to(int fd, const char* data, std::size_t size) {
  while (true) {
    const ssize_t count = ::send(fd, data, size, MSG_NOSIGNAL);
    if (count >= 0) return {IoResult::Kind::moved, static_cast<std::size_t>(count), {}};
    if (errno == EINTR) continue;
    if (errno == EAGAIN || errno == EWOULDBLOCK) return {};
    return {IoResult::Kind::failed, 0, error_text(errno)};
  }
}

std::string error_of_socket(int fd) {
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
  return error == 0 ? std::string() : error_text(error);
}

}  // namespace sluice
