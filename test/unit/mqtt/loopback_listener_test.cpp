// SPDX-License-Identifier: Apache-2.0
#include "mqtt/loopback_listener.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <catch2/catch.hpp>

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
  REQUIRE_FALSE(accepted.stranger);
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
  REQUIRE(accepted.stranger);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE((WIFEXITED(status) && WEXITSTATUS(status) == 0));
}

TEST_CASE("nobody there is no stranger") {
  const auto listener = LoopbackListener::open();
  REQUIRE(listener);
  const auto accepted = (*listener)->accept();
  REQUIRE_FALSE(accepted.socket);
  REQUIRE_FALSE(accepted.stranger);
}

}  // namespace
}  // namespace sluice
