// SPDX-License-Identifier: Apache-2.0
// The promise: a PUBACK follows its record, in order of receipt, once, and never that of another connection.
#include <atomic>
#include <catch2/catch.hpp>
#include <numeric>
#include <thread>

#include "component/plant.hpp"
#include "support/resident.hpp"

namespace sluice::test {
namespace {

using Values = std::vector<std::string>;

std::vector<std::uint16_t> ids(std::uint16_t first, std::uint16_t last) {
  std::vector<std::uint16_t> all(static_cast<std::size_t>(last - first + 1));
  std::iota(all.begin(), all.end(), first);
  return all;
}

}  // namespace

TEST_CASE("a PUBACK is sent when Kafka has the record") {
  Plant plant;
  SluiceProcess sluice(plant.file());
  auto session = plant.broker.accept_session();
  session.peer.send_publish(message(1, "one")).expect_puback(1);
  CHECK(values_of(plant, 1) == Values{"one"});
}

TEST_CASE("without Kafka there is no PUBACK, when it is back they come in order of receipt") {
  Plant plant;
  SluiceProcess sluice(plant.file());
  auto session = plant.broker.accept_session();
  session.peer.send_publish(message(1, "before")).expect_puback(1);
  plant.kafka.set_down();
  Values expected{"before"};
  // Packet ids in an order of the broker's own: only the order of receipt counts.
  for (const std::uint16_t id : std::vector<std::uint16_t>{40, 7, 65535, 2, 1}) {
    session.peer.send_publish(message(id, "during " + std::to_string(id)));
    expected.push_back("during " + std::to_string(id));
  }
  session.peer.expect_silence(Milliseconds{700});
  plant.kafka.set_up();
  session.peer.expect_pubacks({40, 7, 65535, 2, 1});
  session.peer.expect_silence(Milliseconds{100});
  CHECK(all_values_of(plant, 6) == expected);
}

TEST_CASE("an error of Kafka that passes is borne: the record is sent again, then acknowledged") {
  Plant plant;
  SluiceProcess sluice(plant.file());
  auto session = plant.broker.accept_session();
  plant.kafka.push_produce_errors({RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
                                   RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION});
  for (std::uint16_t id = 1; id <= 20; ++id) session.peer.send_publish(message(id, std::to_string(id)));
  session.peer.expect_pubacks(ids(1, 20));
}

TEST_CASE("a repeat of an unacknowledged message on the live connection is one record and one PUBACK") {
  Plant plant;
  SluiceProcess sluice(plant.file());
  auto session = plant.broker.accept_session();
  session.peer.send_publish(message(4, "warm")).expect_puback(4);
  plant.kafka.set_down();
  auto repeat = message(5, "five");
  session.peer.send_publish(repeat);
  repeat.dup = true;
  session.peer.send_publish(repeat).send_publish(message(6, "six")).send_publish(repeat);
  session.peer.expect_silence(Milliseconds{300});
  plant.kafka.set_up();
  session.peer.expect_pubacks({5, 6}).expect_silence(Milliseconds{200});
  // Acknowledged, the id is free: the same bytes are a new message now.
  session.peer.send_publish(message(5, "new five")).expect_puback(5);
  CHECK(all_values_of(plant, 4) == Values{"warm", "five", "six", "new five"});
}

TEST_CASE("F21 a record of a lost connection acknowledges nothing on the next one") {
  Plant plant;
  SluiceProcess sluice(plant.file());
  auto first = plant.broker.accept_session();
  first.peer.send_publish(message(9, "warm")).expect_puback(9);
  plant.kafka.set_down();
  first.peer.send_publish(message(1, "old"));
  first.peer.expect_silence(Milliseconds{200});
  first.peer.reset();
  auto second = plant.broker.accept_session({.connack = {.session_present = true, .properties = {}}, .codes = {}});

  SECTION("while the packet id is not in use") {
    plant.kafka.set_up();
    CHECK(values_of(plant, 2) == Values{"warm", "old"});
    second.peer.expect_silence(Milliseconds{500});
    second.peer.send_publish(message(1, "new")).expect_puback(1).expect_silence(Milliseconds{200});
  }
  SECTION("while the same packet id names another message") {
    second.peer.send_publish(message(1, "new"));
    second.peer.expect_silence(Milliseconds{200});
    plant.kafka.set_up();
    second.peer.expect_puback(1).expect_silence(Milliseconds{200});
  }
  CHECK(all_values_of(plant, 3) == Values{"warm", "old", "new"});
}

TEST_CASE("a broker that exceeds Receive Maximum is borne: all in order, no complaint") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.receive_maximum", "10"));
  auto session = plant.broker.accept_session();
  session.peer.send_publish(message(100, "warm")).expect_puback(100);
  plant.kafka.set_down();
  for (std::uint16_t id = 1; id <= 60; ++id) session.peer.send_publish(message(id, std::to_string(id)));
  session.peer.expect_silence(Milliseconds{500});
  plant.kafka.set_up();
  session.peer.expect_pubacks(ids(1, 60));
  CHECK(all_values_of(plant, 61).size() == 61);
}

TEST_CASE("without Kafka a broker that never stops sending fills the bound, not the memory") {
  constexpr std::uint16_t count = 4000;
  Plant plant;
  SluiceProcess sluice(plant.file()
                           .set("mqtt.receive_maximum", "500")
                           .set("mqtt.max_in_flight_bytes", "4MiB")
                           .set("mqtt.max_message_size", "1MiB")
                           .set("log.level", "info"));
  auto session = plant.broker.accept_session();
  session.peer.send_publish(message(60'000, "warm")).expect_puback(60'000);
  const auto before = resident_mib(sluice.process().pid());
  plant.kafka.set_down();

  std::atomic<std::uint16_t> sent = 0;
  std::thread sender([&] {
    const std::string payload(25'000, 'x');
    for (std::uint16_t id = 1; id <= count; ++id, ++sent) session.peer.send_publish(message(id, payload));
  });
  // 100 MB are on offer; the sender comes to a halt when sluice reads no more and the sockets are full.
  std::uint16_t last = 0;
  auto since = Clock::now();
  const bool stalled = eventually(patience, [&] {
    if (last != sent) since = Clock::now();
    last = sent;
    return Clock::now() - since > Milliseconds{500};
  });
  CHECK(stalled);
  CHECK(sent < count);
  CHECK(resident_mib(sluice.process().pid()) < before + flood_room_mib);
  plant.kafka.set_up();
  for (std::uint16_t id = 1; id <= count; ++id) session.peer.expect_puback(id);
  sender.join();
}

TEST_CASE("QoS 0 messages become records and have no PUBACK") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.qos", "0"));
  auto session = plant.broker.accept_session();
  for (int i = 0; i < 3; ++i) {
    auto publish = message(0, std::to_string(i));
    publish.qos = 0;
    session.peer.send_publish(publish);
  }
  CHECK(values_of(plant, 3) == Values{"0", "1", "2"});
  session.peer.expect_silence(Milliseconds{200});
}

TEST_CASE("QoS 0 among QoS 1 does not disturb the PUBACKs") {
  Plant plant;
  SluiceProcess sluice(plant.file());
  auto session = plant.broker.accept_session();
  for (std::uint16_t id = 1; id <= 10; ++id) {
    auto publish = message(0, "zero");
    publish.qos = 0;
    session.peer.send_publish(publish).send_publish(message(id, "one"));
  }
  session.peer.expect_pubacks(ids(1, 10));
  CHECK(all_values_of(plant, 20).size() == 20);
}

TEST_CASE("messages that arrive byte by byte are whole records") {
  Plant plant;
  SluiceProcess sluice(plant.file());
  auto session = plant.broker.accept_session();
  auto publish = message(3, "slowly");
  publish.properties = {{PropertyId::user_property, TextPair{"k", "v"}}};
  session.peer.send(encode(publish) + encode_pingresp() + encode(message(4, "")), 1).expect_pubacks({3, 4});
  CHECK(values_of(plant, 2) == Values{"slowly", ""});
}

TEST_CASE("many messages in one segment are taken one by one") {
  Plant plant;
  SluiceProcess sluice(plant.file());
  auto session = plant.broker.accept_session();
  std::string bytes;
  for (std::uint16_t id = 1; id <= 500; ++id) bytes += encode(message(id, std::to_string(id)));
  session.peer.send(bytes).expect_pubacks(ids(1, 500));
}

TEST_CASE("a large message is one record, whole") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("kafka.compression", "none"));
  auto session = plant.broker.accept_session();
  std::string payload(900'000, '\0');
  for (std::size_t i = 0; i < payload.size(); ++i) payload[i] = static_cast<char>(i * 31 % 251);
  session.peer.send_publish(message(1, payload)).send_publish(message(2, "next")).expect_pubacks({1, 2});
  CHECK((values_of(plant, 2) == Values{payload, "next"}));
}

TEST_CASE("packet ids wrap around") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("log.level", "info"));
  auto session = plant.broker.accept_session();
  std::uint16_t id = 65'000;
  for (int batch = 0; batch < 10; ++batch) {
    std::string bytes;
    std::vector<std::uint16_t> expected;
    for (int i = 0; i < 200; ++i) {
      if (++id == 0) id = 1;
      expected.push_back(id);
      bytes += encode(message(id, "x"));
    }
    session.peer.send(bytes).expect_pubacks(expected);
  }
}

}  // namespace sluice::test
