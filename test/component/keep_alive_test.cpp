// SPDX-License-Identifier: Apache-2.0
// The session lives while nothing moves, and a broker that has gone silent is left.
#include <catch2/catch.hpp>

#include "component/plant.hpp"

namespace sluice::test {

TEST_CASE("a quiet connection is kept alive by PINGREQ") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.keep_alive", "1s"));
  auto session = plant.broker.accept_session({.connack = {}, .codes = {}, .answer_pings = false});
  for (int i = 0; i < 3; ++i) session.peer.expect_pingreq(Milliseconds{1'600}).reply_pingresp();
}

TEST_CASE("F17 the broker's Server Keep Alive counts instead of ours") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.keep_alive", "60s"));
  const Connack connack{.properties = {{PropertyId::server_keep_alive, 1U}}};
  auto session = plant.broker.accept_session({.connack = connack, .codes = {}, .answer_pings = false});
  for (int i = 0; i < 3; ++i) session.peer.expect_pingreq(Milliseconds{1'600}).reply_pingresp();
}

TEST_CASE("a broker that turns Keep Alive off, or asks for a long one, and goes without a word is left all the same") {
  const auto server_keep_alive = GENERATE(0U, 3600U);
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.keep_alive", "1s"));
  const Connack connack{.properties = {{PropertyId::server_keep_alive, server_keep_alive}}};
  auto session = plant.broker.accept_session({.connack = connack, .codes = {}, .answer_pings = false});
  session.peer.expect_pingreq(Milliseconds{2'000});
  plant.broker.accept_session({}, Milliseconds{8'000});
  sluice.wait_ready(2);
}

TEST_CASE("a busy connection is kept alive too, while Kafka is away and nothing is acknowledged") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.keep_alive", "1s"));
  auto session = plant.broker.accept_session({.connack = {}, .codes = {}, .answer_pings = false});
  session.peer.send_publish(message(1, "warm")).expect_puback(1);
  plant.kafka.set_down();
  for (std::uint16_t id = 2; id <= 5; ++id) {
    session.peer.send_publish(message(id, "x")).expect_pingreq(Milliseconds{2'000}).reply_pingresp();
  }
  plant.kafka.set_up();
  session.peer.answer_pings(true).expect_pubacks({2, 3, 4, 5});
}

TEST_CASE("the session lives while reading has stopped, and PINGRESP waits behind unread messages") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.keep_alive", "2s").set("mqtt.receive_maximum", "2"));
  auto session = plant.broker.accept_session({.connack = {}, .codes = {}, .answer_pings = false});
  session.peer.send_publish(message(100, "warm")).expect_puback(100);
  plant.kafka.set_down();
  // More than the window: the broker does not keep Receive Maximum.
  std::vector<std::uint16_t> ids;
  for (std::uint16_t id = 1; id <= 20; ++id) {
    ids.push_back(id);
    session.peer.send_publish(message(id, "x"));
  }
  const auto start = Clock::now();
  while (Clock::now() - start < Milliseconds{6'000}) session.peer.expect_pingreq(Milliseconds{5'000}).reply_pingresp();
  plant.kafka.set_up();
  session.peer.answer_pings(true).expect_pubacks(ids);
  CHECK(sluice.process().count_lines("event=connection_lost") == 0);
}

TEST_CASE("a broker that does not answer PINGREQ is left for a new connection") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.keep_alive", "1s"));
  auto session = plant.broker.accept_session({.connack = {}, .codes = {}, .answer_pings = false});
  session.peer.expect_pingreq(Milliseconds{2'000});
  const auto second = plant.broker.accept_session({}, Milliseconds{8'000});
  CHECK_FALSE(second.connect.clean_start);
  sluice.wait_ready(2);
  sluice.wait_for_log({"connection_lost"});
}

TEST_CASE("a broker that accepts the connection and never answers CONNECT is left") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.keep_alive", "1s"));
  auto silent = plant.broker.accept();
  silent.expect_connect();
  plant.broker.accept_session({}, Milliseconds{40'000});
  sluice.wait_ready();
}

}  // namespace sluice::test
