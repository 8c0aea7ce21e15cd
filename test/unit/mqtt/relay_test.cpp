// SPDX-License-Identifier: Apache-2.0
#include "mqtt/relay.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <vector>

#include "mqtt/transport/tcp_transport.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;

/// The relay's end of a pair of sockets. What it writes is noted, not sent; the socket never tells that it may be
/// written to, as one whose peer has only begun to read.
class SlowTransport final : public Transport {
 public:
  explicit SlowTransport(UniqueFd fd) : fd_(std::move(fd)) {
    const std::array<char, 4096> filling{};
    while (::send(fd_.get(), filling.data(), filling.size(), MSG_DONTWAIT | MSG_NOSIGNAL) > 0) continue;
  }

  Progress advance() override { return Progress::ready; }
  int fd() const override { return fd_.get(); }
  const std::string& error() const override { return error_; }
  IoResult read(char* data, std::size_t size) override {
    if (!floods) return receive_from(fd_.get(), data, size);
    std::fill_n(data, size, '\0');
    return {IoResult::Kind::moved, size, {}};
  }
  IoResult write(const char* data, std::size_t size) override {
    if (!takes) return {};
    written.append(data, size);
    return {IoResult::Kind::moved, size, {}};
  }
  void shutdown_write() override {}

  std::string written;
  bool takes = true;
  bool floods = false;  ///< there is always more to read

 private:
  UniqueFd fd_;
  std::string error_;
};

struct Observer final : RelayObserver {
  void on_open() override {}
  bool has_room(std::uint64_t) override { return true; }
  Taken on_publish(const MqttMessage& message, std::uint64_t) override {
    taken.push_back(message.packet_id);
    return Taken::yes;
  }
  Taken on_oversized(const OversizedMessage&) override { return Taken::yes; }
  void on_connack(const ConnackView&) override {}
  void on_suback(const SubackView&) override {}
  void on_unsuback(const SubackView&) override {}
  void on_barrier(bool quiet) override { barriers += quiet ? "quiet " : "not "; }
  void on_late_publish() override { ++late; }
  void on_lost(const ConnectionLost& lost) override { ended = lost.text; }
  void on_closed() override { ended = "closed"; }
  void on_round_over() override {}

  std::vector<std::uint16_t> taken;
  std::string ended;
  std::string barriers;
  int late = 0;
};

constexpr std::string_view pingresp("\xD0\x00", 2);
/// DISCONNECT with Session Expiry Interval 0.
constexpr std::string_view for_good("\xE0\x07\x00\x05\x11\x00\x00\x00\x00", 9);

struct Rig {
  Rig() {
    std::array<int, 2> fds{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds.data()) == 0);
    broker = UniqueFd(fds[0]);
    auto made = std::make_unique<SlowTransport>(UniqueFd(fds[1]));
    transport = made.get();
    relay = std::make_unique<Relay>(loop, std::move(made), RelaySettings{.keep_alive = 1s}, observer);
    relay->open();
    send(std::string_view("\x20\x03\x00\x00\x00", 5));  // CONNACK
  }

  void send(std::string_view bytes) {
    REQUIRE(::send(broker.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
  }
  void attach_paho() {
    std::array<int, 2> fds{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds.data()) == 0);
    paho = UniqueFd(fds[0]);
    relay->attach_paho(UniqueFd(fds[1]));
  }
  void disconnect() {
    const std::string_view packet("\xE0\x00", 2);
    REQUIRE(::send(paho.get(), packet.data(), packet.size(), MSG_NOSIGNAL) == 2);
  }
  void pass_barrier() {
    relay->send_barrier();
    send(pingresp);
    run(10ms);
  }
  void send_publish(char packet_id) { send(std::string("\x32\x06\x00\x01t\x00", 6) + packet_id + '\0'); }
  void run(std::chrono::milliseconds time) {
    loop.after(time, [this] { loop.stop(); });
    loop.run();
  }

  EventLoop loop;
  Observer observer;
  UniqueFd broker;
  UniqueFd paho;
  SlowTransport* transport = nullptr;
  std::unique_ptr<Relay> relay;
};

}  // namespace

TEST_CASE("reading that stopped for unread PUBACKs goes on when it is a ping that takes them along") {
  Rig rig;
  rig.run(10ms);
  rig.transport->takes = false;
  rig.relay->acknowledge(std::vector<std::uint16_t>(65'600, 1));
  rig.send_publish(7);
  rig.run(10ms);
  REQUIRE(rig.observer.taken.empty());
  REQUIRE(rig.relay->is_stalled());

  rig.transport->takes = true;
  for (int i = 0; i < 20 && rig.observer.taken.empty(); ++i) rig.run(100ms);
  REQUIRE(rig.observer.taken == std::vector<std::uint16_t>{7});
  REQUIRE(rig.observer.ended.empty());
}

TEST_CASE("DISCONNECT that is to end a drained session is held back by a PUBLISH after the last barrier") {
  Rig rig;
  rig.attach_paho();
  rig.run(10ms);
  rig.pass_barrier();
  REQUIRE(rig.observer.barriers == "quiet ");
  REQUIRE(rig.relay->await_disconnect(Relay::Ending::when_drained));
  std::string publish("\x32\x06\x00\x01t\x00\x07", 7);
  SECTION("whole") { publish += '\0'; }
  SECTION("in pieces") {}
  rig.send(publish);
  rig.transport->written.clear();
  rig.disconnect();
  rig.run(10ms);
  if (publish.size() == 7) rig.send(std::string_view("\0", 1));
  rig.run(10ms);
  REQUIRE(rig.observer.taken == std::vector<std::uint16_t>{7});
  REQUIRE(rig.observer.late == 1);
  REQUIRE(rig.transport->written.empty());

  // Not passed on without another barrier, and then with it.
  REQUIRE_FALSE(rig.relay->await_disconnect(Relay::Ending::when_drained));
  REQUIRE(rig.observer.late == 2);
  rig.pass_barrier();
  rig.transport->written.clear();
  REQUIRE_FALSE(rig.relay->await_disconnect(Relay::Ending::when_drained));
  REQUIRE(rig.observer.late == 2);
  REQUIRE(rig.transport->written == for_good);
}

TEST_CASE("a PUBLISH that lies in the socket unread holds DISCONNECT back too") {
  Rig rig;
  rig.attach_paho();
  rig.run(10ms);
  rig.pass_barrier();
  REQUIRE(rig.relay->await_disconnect(Relay::Ending::when_drained));
  rig.disconnect();  // first in the round
  rig.send_publish(7);
  rig.run(10ms);
  REQUIRE(rig.observer.late == 1);
  SECTION("at the deadline it is passed on as it is, and the session keeps the message") {
    rig.transport->written.clear();
    REQUIRE_FALSE(rig.relay->await_disconnect(Relay::Ending::kept));
    REQUIRE(rig.transport->written == std::string_view("\xE0\x00", 2));
  }
  SECTION("where the session is to end whatever it holds, it does") {
    rig.transport->written.clear();
    REQUIRE_FALSE(rig.relay->await_disconnect(Relay::Ending::ended));
    REQUIRE(rig.transport->written == for_good);
  }
}

TEST_CASE("a broker that does not stop sending is left all the same, in time") {
  Rig rig;
  rig.run(10ms);
  rig.transport->floods = true;
  rig.send(std::string_view("\0", 1));  // wakes the relay; what it reads is malformed
  const TimePoint start = Clock::now();
  while (rig.observer.ended.empty() && Clock::now() - start < 5s) rig.run(100ms);
  REQUIRE(rig.observer.ended == "packet type 0 is reserved [MQTT 5, 2.1.2]");
}

}  // namespace sluice
