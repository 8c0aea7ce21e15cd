// SPDX-License-Identifier: Apache-2.0
// A broker that floods, stalls, does not read or sends in pieces: bounded memory, and the next connection works.
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "component/plant.hpp"
#include "support/resident.hpp"

namespace sluice::test {
namespace {

using Values = std::vector<std::string>;

/// Waits until `count` no longer grows: true when it stands still for half a second. The kernel's buffers take a
/// million messages before, which is a matter of a minute under a sanitizer.
bool comes_to_a_halt(const std::atomic<std::uint64_t>& count) {
  constexpr Milliseconds all_buffers_full{90'000};
  std::uint64_t last = 0;
  auto since = Clock::now();
  return eventually(all_buffers_full, [&] {
    const std::uint64_t now = count;
    if (now != last) since = Clock::now();
    last = now;
    return Clock::now() - since > Milliseconds{500};
  });
}

/// Sends `bytes` again and again until it is told to end or the client has gone.
class Flood {
 public:
  Flood(ScriptedPeer& peer, std::string bytes) : bytes_(std::move(bytes)), thread_([this, &peer] { run(peer); }) {}
  /// Its client must have gone, or read on.
  ~Flood() {
    stop_ = true;
    thread_.join();
  }
  const std::atomic<std::uint64_t>& sent() const { return sent_; }

 private:
  void run(ScriptedPeer& peer) {
    try {
      for (; !stop_; ++sent_) peer.send(bytes_);
    } catch (const ScriptError&) {
    }
  }

  std::string bytes_;
  std::atomic<bool> stop_ = false;
  std::atomic<std::uint64_t> sent_ = 0;
  std::thread thread_;
};

/// 500 messages with the packet ids 1 to 500, or of QoS 0.
std::string batch(std::uint8_t qos, std::size_t payload_size) {
  std::string bytes;
  for (std::uint16_t id = 1; id <= 500; ++id) {
    auto publish = message(qos == 0 ? std::uint16_t{0} : id, std::string(payload_size, 'x'));
    publish.qos = qos;
    bytes += encode(publish);
  }
  return bytes;
}

}  // namespace

TEST_CASE("a broker that sends and never reads is not read further, so that PUBACKs do not pile up") {
  Plant plant;
  // Nothing passes the condition: messages are acknowledged as fast as they come.
  SluiceProcess sluice(plant.file().set("mapping.where", "$QoS = 0").set("log.level", "info"));
  auto session = plant.broker.accept_session();
  session.peer.send_publish(message(1, "warm")).expect_puback(1);
  const auto before = resident_mib(sluice.process().pid());
  {
    const Flood flood(session.peer, batch(1, 0));
    CHECK(comes_to_a_halt(flood.sent()));
    CHECK(resident_mib(sluice.process().pid()) < before + flood_room_mib);
    sluice.kill();
  }
}

TEST_CASE("without Kafka a flood of QoS 0 fills the bound, not the memory") {
  Plant plant;
  SluiceProcess sluice(plant.file()
                           .set("mqtt.receive_maximum", "500")
                           .set("mqtt.max_in_flight_bytes", "4MiB")
                           .set("mqtt.max_message_size", "1MiB")
                           .set("log.level", "info"));
  auto session = plant.broker.accept_session();
  session.peer.send_publish(message(1, "warm")).expect_puback(1);
  const auto before = resident_mib(sluice.process().pid());
  plant.kafka.set_down();
  {
    const Flood flood(session.peer, batch(0, 20'000));
    CHECK(comes_to_a_halt(flood.sent()));
    CHECK(resident_mib(sluice.process().pid()) < before + flood_room_mib);
    sluice.kill();
  }
}

TEST_CASE("a broker that stops in the middle of a packet is left, and the next connection works") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.keep_alive", "1s"));
  auto session = plant.broker.accept_session();
  const std::string bytes = encode(message(1, "half"));
  session.peer.answer_pings(false).send(bytes.substr(0, bytes.size() / 2));
  session.peer.expect_pingreq();
  sluice.wait_for_log({"event=connection_lost", "silent for 1 s"});
  session.peer.close();
  auto next = plant.broker.accept_session();
  next.peer.send_publish(message(1, "whole")).expect_puback(1);
  CHECK(all_values_of(plant, 1) == Values{"whole"});
}

TEST_CASE("a whole session may come byte by byte") {
  Plant plant;
  SluiceProcess sluice(plant.file());
  auto peer = plant.broker.accept();
  peer.expect_connect();
  peer.send(encode(Connack{.properties = {{PropertyId::receive_maximum, 10U}}}), 1);
  const auto subscribe = peer.expect_subscribe();
  peer.send(encode_suback({subscribe.packet_id, {}, {1}}), 1);
  peer.send(encode(message(5, "slow")), 1).expect_puback(5);
  peer.send(encode(Disconnect{0x8B, {{PropertyId::reason_string, "update"}}}), 1).expect_end();
  peer.close();
  sluice.wait_for_log({"event=connection_lost", "0x8B", "update"});
  plant.broker.accept_session();
}

TEST_CASE("what follows a DISCONNECT is not looked at") {
  Plant plant;
  SluiceProcess sluice(plant.file());
  auto session = plant.broker.accept_session();
  session.peer.send(encode(Disconnect{0x8B, {}}) + encode(message(1, "late")) + "\xFF\xFF\xFF\xFF").expect_end();
  session.peer.close();
  sluice.wait_for_log({"event=connection_lost", "0x8B"});
  auto next = plant.broker.accept_session();
  next.peer.send_publish(message(2, "good")).expect_puback(2);
  CHECK(all_values_of(plant, 1) == Values{"good"});
}

TEST_CASE("what follows a CONNACK that refuses is no message") {
  Plant plant;
  SluiceProcess sluice(plant.file());
  auto peer = plant.broker.accept();
  peer.expect_connect();
  peer.send(encode(Connack{.reason = 0x88, .properties = {}}) + encode(message(1, "late")));
  sluice.wait_for_log({"event=connection_lost", "0x88"});
  peer.close();
  auto next = plant.broker.accept_session();
  next.peer.send_publish(message(2, "good")).expect_puback(2);
  CHECK(all_values_of(plant, 1) == Values{"good"});
}

TEST_CASE("a connection that is reset while reading has stopped is told as reset, not as closed by the broker") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.receive_maximum", "2"));
  auto session = plant.broker.accept_session();
  session.peer.send_publish(message(100, "warm")).expect_puback(100);
  plant.kafka.set_down();
  // More than the window: the third stays unread.
  for (std::uint16_t id = 1; id <= 3; ++id) session.peer.send_publish(message(id, "x"));
  session.peer.expect_silence(Milliseconds{300});
  session.peer.reset();
  sluice.wait_for_log({"connection_lost", "Connection reset by peer", "reason=network"});
  plant.kafka.set_up();
}

}  // namespace sluice::test
