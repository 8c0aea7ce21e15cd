// SPDX-License-Identifier: Apache-2.0
#include "mqtt/transport/tcp_transport.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <catch2/catch.hpp>

#include "support/sockets.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;

void wait_for(int fd, short events) {
  pollfd waiting{fd, events, 0};
  REQUIRE(::poll(&waiting, 1, 10'000) == 1);
}

bool acknowledges_at_once(int fd) {
  int value = -1;
  socklen_t size = sizeof value;
  REQUIRE(::getsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &value, &size) == 0);
  return value == 1;
}

}  // namespace

TEST_CASE("what was read is acknowledged at once, so that a broker with Nagle's algorithm goes on sending") {
  test::Listener listener;
  const auto transport = make_tcp_transport({"127.0.0.1", listener.port(), false});
  while (transport->advance() != Transport::Progress::ready) wait_for(transport->fd(), POLLOUT);
  auto broker = listener.accept(10s);
  REQUIRE(broker);

  // After a few answers the kernel takes the connection for a conversation and delays its acknowledgements.
  std::array<char, 16> buffer{};
  for (int round = 0; round < 10; ++round) {
    REQUIRE(broker->send("message"));
    wait_for(transport->fd(), POLLIN);
    const IoResult read = transport->read(buffer.data(), buffer.size());
    REQUIRE(read.kind == IoResult::Kind::moved);
    CHECK(acknowledges_at_once(transport->fd()));
    REQUIRE(transport->write("PUBACK", 6).kind == IoResult::Kind::moved);
  }
}

}  // namespace sluice
