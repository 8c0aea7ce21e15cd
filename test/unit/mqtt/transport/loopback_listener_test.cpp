// SPDX-License-Identifier: Apache-2.0
#include "mqtt/transport/loopback_listener.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <future>

namespace sluice {
namespace {

int connect_to(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ? fd : -1;
}

LoopbackListener::Accepted accept_within_deadline(LoopbackListener& listener) {
  pollfd waiting{listener.fd(), POLLIN, 0};
  REQUIRE(::poll(&waiting, 1, 5000) == 1);
  return listener.accept();
}

TEST_CASE("a socket of this process is served") {
  const auto listener = LoopbackListener::open();
  REQUIRE(listener);
  const UniqueFd own(connect_to((*listener)->port()));
  REQUIRE(own);
  const auto accepted = accept_within_deadline(**listener);
  REQUIRE(accepted.socket);
  REQUIRE(accepted.strangers == 0);
}

TEST_CASE("another process is refused, whatever user it runs as") {
  const auto listener = LoopbackListener::open();
  REQUIRE(listener);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    // Connects, then waits for its end: that the other side closes.
    const int fd = connect_to((*listener)->port());
    char byte = 0;
    ::_exit(fd >= 0 && ::recv(fd, &byte, 1, 0) <= 0 ? 0 : 1);
  }
  const auto accepted = accept_within_deadline(**listener);
  REQUIRE_FALSE(accepted.socket);
  REQUIRE(accepted.strangers == 1);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE((WIFEXITED(status) && WEXITSTATUS(status) == 0));
}

TEST_CASE("nobody there is no stranger") {
  const auto listener = LoopbackListener::open();
  REQUIRE(listener);
  const auto accepted = (*listener)->accept();
  REQUIRE_FALSE(accepted.socket);
  REQUIRE(accepted.strangers == 0);
}

/// A process of its own that connects again and again, as fast as it can; ends with the test.
class Flood {
 public:
  explicit Flood(std::uint16_t port) : pid_(::fork()) {
    REQUIRE(pid_ >= 0);
    if (pid_ == 0) run(port);
  }
  ~Flood() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Flood(const Flood&) = delete;
  Flood& operator=(const Flood&) = delete;

 private:
  /// Hundreds at a time, none of which waits for its answer.
  [[noreturn]] static void run(std::uint16_t port) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    const linger abort{1, 0};
    std::array<int, 400> open{};
    open.fill(-1);
    for (std::size_t i = 0;; i = (i + 1) % open.size()) {
      if (open[i] >= 0) ::close(open[i]);
      open[i] = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
      ::setsockopt(open[i], SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
      ::connect(open[i], reinterpret_cast<const sockaddr*>(&address), sizeof address);
    }
  }

  pid_t pid_;
};

TEST_CASE("a flood of strangers does not keep our own socket out") {
  const auto listener = LoopbackListener::open();
  REQUIRE(listener);
  const Flood first((*listener)->port());
  const Flood second((*listener)->port());
  std::size_t strangers = 0;
  while (strangers < 1'000) strangers += accept_within_deadline(**listener).strangers;

  auto own = std::async(std::launch::async, [&] { return UniqueFd(connect_to((*listener)->port())); });
  LoopbackListener::Accepted accepted;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(15);
  while (!accepted.socket && std::chrono::steady_clock::now() < deadline) accepted = accept_within_deadline(**listener);
  const UniqueFd connected = own.get();
  REQUIRE(accepted.socket);
  REQUIRE(::send(connected.get(), "x", 1, 0) == 1);
  pollfd waiting{accepted.socket.get(), POLLIN, 0};
  REQUIRE(::poll(&waiting, 1, 5000) == 1);
  char byte = 0;
  REQUIRE(::recv(accepted.socket.get(), &byte, 1, 0) == 1);
  REQUIRE(byte == 'x');
}

}  // namespace
}  // namespace sluice
