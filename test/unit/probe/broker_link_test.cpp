// SPDX-License-Identifier: Apache-2.0
#include "probe/broker_link.hpp"

#include <poll.h>
#include <sys/eventfd.h>

#include <catch2/catch.hpp>
#include <deque>

#include "core/unique_fd.hpp"
#include "mqtt/wire/client_packet.hpp"
#include "probe/network.hpp"
#include "unit/mqtt/wire/bytes.hpp"

namespace sluice {
namespace {

/// Gives out what the broker sends, a piece for each read; then its end. Its descriptor is always ready.
class ScriptedTransport final : public Transport {
 public:
  explicit ScriptedTransport(std::deque<std::string> pieces) : pieces_(std::move(pieces)), fd_(::eventfd(1, 0)) {}

  Progress advance() override { return Progress::ready; }
  int fd() const override { return fd_.get(); }
  const std::string& error() const override { return error_; }
  IoResult read(char* data, std::size_t size) override {
    if (pieces_.empty()) return {IoResult::Kind::ended, 0, {}};
    const std::string piece = pieces_.front();
    pieces_.pop_front();
    if (piece.empty()) return {};
    REQUIRE(piece.size() <= size);
    piece.copy(data, piece.size());
    return {IoResult::Kind::moved, piece.size(), {}};
  }
  IoResult write(const char*, std::size_t size) override { return {IoResult::Kind::moved, size, {}}; }
  void shutdown_write() override {}

 private:
  std::deque<std::string> pieces_;
  UniqueFd fd_;
  std::string error_;
};

struct Talk {
  BrokerLink link;
  StepTime time{Patience{Millis{5'000}, -1}};

  explicit Talk(std::deque<std::string> pieces) : link(std::make_unique<ScriptedTransport>(std::move(pieces))) {}

  std::string receive(PacketType type) {
    const auto body = link.receive(type, time);
    return body ? "received " + std::to_string(body->size()) + " bytes" : body.error().text;
  }
  void connect() {
    REQUIRE(receive(PacketType::connack) == "received 3 bytes");
    link.connected({});
  }
  void subscribe() {
    std::string packet;
    append_subscribe(packet, 1, std::vector<std::string>{"a"}, 1);
    REQUIRE(link.send(packet, time));
  }
};

const std::string connack = test::bytes("20 03 00 00 00");
const std::string suback = test::bytes("90 04 0001 00 01");
const std::string publish = test::bytes("32 09 0003 'a/b' 0007 00 'x'");

TEST_CASE("a packet is taken from pieces, those behind it stay for the next call") {
  Talk talk({connack.substr(0, 1), "", connack.substr(1) + suback});
  talk.connect();
  talk.subscribe();
  CHECK(talk.receive(PacketType::suback) == "received 4 bytes");
  CHECK(talk.receive(PacketType::unsuback) == "the broker closed the connection");
}

TEST_CASE("messages are counted and thrown away, in whatever pieces they come") {
  const std::string large = test::bytes("32 88 27 0003 'a/b' 0008 00") + std::string(4992, 'x');  // 5000 bytes
  Talk talk({connack + publish, publish + large.substr(0, 100), large.substr(100, 3000), large.substr(3100) + suback});
  talk.connect();
  talk.subscribe();
  CHECK(talk.receive(PacketType::suback) == "received 4 bytes");
  CHECK(talk.link.messages() == 3);
}

TEST_CASE("what may not come now, and what is no packet, is told with its section") {
  Talk early({suback});
  CHECK(early.receive(PacketType::connack).starts_with("the broker sent what is not MQTT 5: "));
  Talk foreign({"HTTP/1.1 400 Bad Request\r\n\r\n"});
  CHECK(foreign.receive(PacketType::connack).starts_with("the broker sent what is not MQTT 5: "));
  Talk huge({test::bytes("20 80 80 80 01")});
  CHECK(huge.receive(PacketType::connack) ==
        "the broker sent what is not MQTT 5: a control packet of more than 1 MiB (3.14.2.1)");
}

TEST_CASE("a DISCONNECT in between is told by name, with the broker's words") {
  Talk talk({connack, test::bytes("E0 0A 9E 08 1F 0005 'never'")});
  talk.connect();
  talk.subscribe();
  CHECK(talk.receive(PacketType::suback) ==
        "the broker ended the connection: 0x9E Shared Subscriptions not supported (never)");
}

TEST_CASE("a call that blocks is left at its deadline, and its result is given before") {
  const StepTime soon(Patience{Millis{20}, -1});
  const UniqueFd never(::eventfd(0, 0));
  const int fd = never.get();
  const auto waits = std::make_shared<UniqueFd>(::eventfd(0, 0));
  CHECK_FALSE(call_blocking<int>(soon, [waits] {
                eventfd_t value = 0;
                ::eventfd_read(waits->get(), &value);
                return 1;
              }).has_value());
  ::eventfd_write(waits->get(), 1);
  CHECK(call_blocking<int>(StepTime(Patience{Millis{10'000}, -1}), [] { return 7; }) == 7);
  CHECK(soon.wait(fd, POLLIN) == Waited::deadline);
}

TEST_CASE("the operator's wish ends a wait at once and stays") {
  const UniqueFd stop(::eventfd(1, 0));
  const UniqueFd never(::eventfd(0, 0));
  const StepTime time(Patience{Millis{10'000}, stop.get()});
  CHECK(time.wait(never.get(), POLLIN) == Waited::stopped);
  CHECK(time.is_stopped());
  CHECK(time.wait(never.get(), POLLIN) == Waited::stopped);
}

TEST_CASE("a numeric host is its own address; one that cannot be resolved names itself and the key") {
  const Patience patience{Millis{10'000}, -1};
  const Resolved numeric = resolve("127.0.0.1", "mqtt.brokers", patience);
  CHECK(numeric.addresses == std::vector<std::string>{"127.0.0.1"});
  CHECK(numeric.finding == ok("is an address"));
  const Resolved unknown = resolve("no-such-host.invalid", "mqtt.brokers", patience);
  CHECK(unknown.addresses.empty());
  CHECK(unknown.finding.text.starts_with("cannot resolve the host name `no-such-host.invalid`: "));
  CHECK(unknown.finding.remedy == "check mqtt.brokers and this machine's name servers");
  CHECK_FALSE(unknown.finding.is_for_good);
}

}  // namespace
}  // namespace sluice
