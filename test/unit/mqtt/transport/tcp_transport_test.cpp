// SPDX-License-Identifier: Apache-2.0
#include "mqtt/transport/tcp_transport.hpp"

#include <dlfcn.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <catch2/catch.hpp>

#include "support/sockets.hpp"

namespace {

constexpr std::string_view two_addresses = "two-addresses.test";
bool network_is_ipv6_only = false;

}  // namespace

/// In place of the C library's: a name of which the first address is 127.0.0.2, the second 127.0.0.1. All others are
/// asked for there, with an answer as glibc 2.36 gives it where the only addresses beside ::1 and 127.0.0.1 are of
/// IPv6.
extern "C" int getaddrinfo(const char* host, const char* port, const addrinfo* hints, addrinfo** list) {
  static const auto ask = reinterpret_cast<decltype(&getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  const bool is_filtered = hints != nullptr && (hints->ai_flags & AI_ADDRCONFIG) != 0;
  if (network_is_ipv6_only && is_filtered) return EAI_ADDRFAMILY;
  if (host == nullptr || host != two_addresses) return ask(host, port, hints, list);
  const int code = ask("127.0.0.2", port, hints, list);
  return code != 0 ? code : ask("127.0.0.1", port, hints, &(*list)->ai_next);
}

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

/// Listens at 127.0.0.2 and lets every further connection wait for ever: its queue is full.
class FullListener {
 public:
  explicit FullListener(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1);
    REQUIRE(::bind(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(fd_.get(), 0) == 0);
    first_ = test::Stream::connect(port, "127.0.0.2");
  }

 private:
  UniqueFd fd_;
  test::Stream first_;
};

}  // namespace

TEST_CASE("an address that does not answer leaves time for the next one of the name") {
  test::Listener listener;
  const FullListener silent(listener.port());
  const auto transport = make_tcp_transport({std::string(two_addresses), listener.port(), false});
  const auto start = std::chrono::steady_clock::now();
  while (transport->advance() != Transport::Progress::ready) wait_for(transport->fd(), POLLOUT);
  REQUIRE(listener.accept(1s));
  // Less than a third of the 15 s that the source gives to an attempt.
  REQUIRE(std::chrono::steady_clock::now() - start < 5s);
}

TEST_CASE("a broker at 127.0.0.1, or at localhost, is found where the network is IPv6 only") {
  const std::string host = GENERATE("127.0.0.1", "localhost");
  test::Listener listener;
  network_is_ipv6_only = true;
  const auto transport = make_tcp_transport({host, listener.port(), false});
  network_is_ipv6_only = false;
  Transport::Progress progress = transport->advance();
  for (; progress == Transport::Progress::wants_write; progress = transport->advance()) {
    wait_for(transport->fd(), POLLOUT);
  }
  INFO(transport->error());
  REQUIRE(progress == Transport::Progress::ready);
}

TEST_CASE("names are looked up for the families that the machine has, addresses as they are") {
  for (const char* address : {"127.0.0.1", "::1", "fe80::1%eth0", "localhost"}) REQUIRE(lookup_flags(address) == 0);
  for (const char* name : {"broker", "10.example.org", "localhost.example.org"}) {
    REQUIRE(lookup_flags(name) == AI_ADDRCONFIG);
  }
}

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
