// SPDX-License-Identifier: Apache-2.0
#include "mqtt/transport/tcp_transport.hpp"

#include <dlfcn.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <mutex>

#include "mqtt/transport/host_lookup.hpp"
#include "support/sockets.hpp"

namespace {

constexpr std::string_view two_addresses = "two-addresses.test";
constexpr std::string_view no_address = "no-address.test";
constexpr std::string_view late = "late.test";
std::atomic<bool> network_is_ipv6_only = false;

/// The name server of `late`, which answers only when it is told to.
struct NameServer {
  void wait() {
    std::unique_lock lock(mutex);
    ++questions;
    changed.notify_all();
    changed.wait(lock, [this] { return answers; });
  }
  void wait_for_question() {
    std::unique_lock lock(mutex);
    REQUIRE(changed.wait_for(lock, std::chrono::seconds(10), [this] { return questions > 0; }));
  }
  void answer() {
    const std::lock_guard lock(mutex);
    answers = true;
    changed.notify_all();
  }

  std::mutex mutex;
  std::condition_variable changed;
  std::size_t questions = 0;
  bool answers = false;
};

/// Never destroyed: threads that no test waits for stand in it.
NameServer& name_server() {
  static auto* const server = new NameServer;
  return *server;
}

}  // namespace

/// In place of the C library's: a name of which the first address is 127.0.0.2, the second 127.0.0.1; one that is not
/// known, one whose server is silent. All others are asked for there, with an answer as glibc 2.36 gives it where the
/// only addresses beside ::1 and 127.0.0.1 are of IPv6.
extern "C" int getaddrinfo(const char* host, const char* port, const addrinfo* hints, addrinfo** list) {
  static const auto ask = reinterpret_cast<decltype(&getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  const bool is_filtered = hints != nullptr && (hints->ai_flags & AI_ADDRCONFIG) != 0;
  if (network_is_ipv6_only && is_filtered) return EAI_ADDRFAMILY;
  if (host == nullptr) return ask(host, port, hints, list);
  if (host == no_address) return EAI_NONAME;
  if (host == late) {
    name_server().wait();
    return ask("127.0.0.1", port, hints, list);
  }
  if (host != two_addresses) return ask(host, port, hints, list);
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

/// Until it is ready or has failed.
Transport::Progress open(Transport& transport) {
  while (true) {
    const Transport::Progress progress = transport.advance();
    if (progress == Transport::Progress::ready || progress == Transport::Progress::failed) return progress;
    wait_for(transport.fd(), progress == Transport::Progress::wants_read ? POLLIN : POLLOUT);
  }
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
  REQUIRE(open(*transport) == Transport::Progress::ready);
  REQUIRE(listener.accept(1s));
  // Less than a third of the 15 s that the source gives to an attempt.
  REQUIRE(std::chrono::steady_clock::now() - start < 5s);
}

TEST_CASE("a broker at 127.0.0.1, or at localhost, is found where the network is IPv6 only") {
  const std::string host = GENERATE("127.0.0.1", "localhost");
  test::Listener listener;
  network_is_ipv6_only = true;
  const auto transport = make_tcp_transport({host, listener.port(), false});
  const Transport::Progress progress = open(*transport);
  network_is_ipv6_only = false;
  INFO(transport->error());
  REQUIRE(progress == Transport::Progress::ready);
}

TEST_CASE("a name that cannot be resolved is told with the resolver's words") {
  const auto transport = make_tcp_transport({std::string(no_address), 1883, false});
  REQUIRE(open(*transport) == Transport::Progress::failed);
  REQUIRE(transport->error() == "mqtt://no-address.test:1883: cannot resolve the host name: Name or service not known");
}

TEST_CASE("an address is not looked up: its transport connects at once") {
  test::Listener listener;
  const auto transport = make_tcp_transport({"127.0.0.1", listener.port(), false});
  REQUIRE_FALSE(transport->is_resolving());
  REQUIRE(transport->advance() != Transport::Progress::wants_read);
}

TEST_CASE("a name server that does not answer holds nobody up, and is asked once for all who wait for a name") {
  test::Listener listener;
  const BrokerUrl url{std::string(late), listener.port(), false};
  auto first = make_tcp_transport(url);
  name_server().wait_for_question();
  for (int i = 0; i < 2; ++i) REQUIRE(first->advance() == Transport::Progress::wants_read);
  REQUIRE(first->is_resolving());
  // An attempt that is over, and the next one.
  auto second = make_tcp_transport(url);
  first.reset();
  REQUIRE(second->advance() == Transport::Progress::wants_read);

  name_server().answer();
  REQUIRE(open(*second) == Transport::Progress::ready);
  REQUIRE_FALSE(second->is_resolving());
  REQUIRE(name_server().questions == 1);
  // An answer is not kept: addresses change.
  const auto third = make_tcp_transport(url);
  REQUIRE(open(*third) == Transport::Progress::ready);
  REQUIRE(name_server().questions == 2);
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
  REQUIRE(open(*transport) == Transport::Progress::ready);
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
