// SPDX-License-Identifier: Apache-2.0
// What a broker may ask for beyond messages: to go elsewhere, to go away, another name, a shorter session.
#include <catch2/catch.hpp>

#include "component/plant.hpp"

namespace sluice::test {

TEST_CASE("a silent take-over is suspected after three ends within 5 s of SUBACK") {
  Plant plant;
  SluiceProcess sluice(plant.file());
  for (int i = 0; i < 3; ++i) {
    auto session = plant.broker.accept_session();
    sluice.wait_ready(static_cast<std::size_t>(i) + 1);
    session.peer.close();
  }
  sluice.wait_for_log(
      {"event=connection_lost", "most likely another process uses this client id",
       "remedy=\"find the other process with this client id; give each replica its own mqtt.client_id\""});
  plant.broker.expect_no_connection(Milliseconds{1500});
  CHECK(sluice.stop() == 0);
}

TEST_CASE("F18 a redirect is not followed unless mqtt.follow_redirects says so") {
  Plant plant;
  ScriptedBroker other;
  SluiceProcess sluice(plant.file());
  auto peer = plant.broker.accept();
  peer.expect_connect();
  const std::string there = "127.0.0.1:" + std::to_string(other.port());
  peer.reply_connack({.reason = 0x9C, .properties = {{PropertyId::server_reference, there}}}).expect_end();
  sluice.wait_for_log({"Use another server", "it names " + there, "mqtt.follow_redirects"});
  other.expect_no_connection(Milliseconds{1000});
  CHECK(sluice.stop() == 0);
}

TEST_CASE("F18 a redirect is followed, and the next connection goes to the configured broker again") {
  Plant plant;
  ScriptedBroker other;
  const std::string there = "127.0.0.1:" + std::to_string(other.port());
  SluiceProcess sluice(plant.file().set("mqtt.follow_redirects", "true"));
  auto session = plant.broker.accept_session();
  sluice.wait_ready();
  session.peer.send_disconnect(0x9C, {{PropertyId::server_reference, there}});
  session.peer.expect_end();
  auto elsewhere = other.accept_session();
  sluice.wait_ready(2);
  elsewhere.peer.send_publish(message(1, "there")).expect_puback(1);
  elsewhere.peer.reset();
  plant.broker.accept_session();
  sluice.wait_ready(3);
  CHECK(sluice.process().count_lines("going to mqtt://" + there) == 1);
}

TEST_CASE("F17 a shorter session than asked for is told, one that ends with the connection is refused") {
  Plant plant;
  SluiceProcess sluice(plant.file());
  auto peer = plant.broker.accept();
  peer.expect_connect();
  SECTION("shorter") {
    peer.reply_connack({.properties = {{PropertyId::session_expiry, 60U}}});
    sluice.wait_for_log({"event=session_shortened", "asked_s=86400", "granted_s=60"});
    peer.reply_suback(peer.expect_subscribe());
    sluice.wait_ready();
  }
  SECTION("none") {
    peer.reply_connack({.properties = {{PropertyId::session_expiry, 0U}}});
    CHECK(sluice.exit_code() == 3);
    sluice.wait_for_log({"event=stopped", "Session Expiry Interval = 0 in CONNACK"});
  }
}

TEST_CASE("F17 an Assigned Client Identifier is told and used again") {
  Plant plant;
  SluiceProcess sluice(plant.file());
  auto session = plant.broker.accept_session(
      {.connack = {.properties = {{PropertyId::assigned_client_id, std::string("given")}}}, .codes = {}});
  sluice.wait_for_log({"event=client_id_assigned", "client_id=plant-0", "assigned=given"});
  session.peer.reset();
  CHECK(plant.broker.accept_session().connect.client_id == "given");
}

TEST_CASE("a refused UNSUBSCRIBE leaves the session at the broker, exit code 4") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.on_stop", "leave"));
  auto session = plant.broker.accept_session();
  sluice.wait_ready();
  sluice.terminate();
  session.peer.reply_unsuback(session.peer.expect_unsubscribe(), 0x87);
  CHECK_FALSE(has(session.peer.expect_disconnect().properties, PropertyId::session_expiry));
  session.peer.expect_end();
  session.peer.close();
  CHECK(sluice.exit_code() == 4);
  sluice.wait_for_log({"event=stopped", "refused UNSUBSCRIBE of `load/#`: 0x87 Not authorized"});
}

TEST_CASE("an UNSUBSCRIBE refused as packet id in use is tried again under another id") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.on_stop", "leave"));
  auto session = plant.broker.accept_session();
  sluice.wait_ready();
  sluice.terminate();
  const auto first = session.peer.expect_unsubscribe();
  session.peer.reply_unsuback(first, 0x91);
  const auto second = session.peer.expect_unsubscribe();
  CHECK(second.packet_id != first.packet_id);
  session.peer.reply_unsuback(second);
  session.peer.expect_disconnect();
  session.peer.close();
  CHECK(sluice.exit_code() == 0);
}

TEST_CASE("while Kafka is away a warning tells how long the broker's queue will last") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.broker_queue_limit", "2000"));
  auto session = plant.broker.accept_session();
  for (std::uint16_t id = 1; id <= 200; ++id) session.peer.send_publish(message(id, "x")).expect_puback(id);
  plant.kafka.set_down();
  session.peer.send_publish(message(201, "waits"));
  const auto line = sluice.wait_for_log({"event=delivery_stalled"}, Milliseconds{15'000});
  CHECK(line.find(" in_flight=1 window=1000 broker_queue_limit=2000 broker_drops_in_ms=") != std::string::npos);
  plant.kafka.set_up();
  session.peer.expect_puback(201);
  sluice.wait_for_log({"event=delivery_resumed"});
}

TEST_CASE("with mqtt.hold_limit a message is not held for longer: the connection goes and comes back with Kafka") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.hold_limit", "6s"));
  auto session = plant.broker.accept_session();
  session.peer.send_publish(message(1, "before")).expect_puback(1);
  plant.kafka.set_down();
  session.peer.send_publish(message(2, "held"));
  session.peer.expect_end(Milliseconds{20'000});
  sluice.wait_for_log({"event=connection_released", "hold_limit_ms=6000"});
  plant.broker.expect_no_connection(Milliseconds{1500});
  plant.kafka.set_up();
  auto back = plant.broker.accept_session({.connack = {.session_present = true, .properties = {}}, .codes = {}},
                                          Milliseconds{20'000});
  sluice.wait_ready(2);
  back.peer.send_publish(message(3, "after")).expect_puback(3);
  CHECK(values_of(plant, 3) == std::vector<std::string>{"before", "held", "after"});
}

}  // namespace sluice::test
