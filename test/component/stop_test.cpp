// SPDX-License-Identifier: Apache-2.0
// The end of a task: nothing unacknowledged that could be acknowledged, and the session as the configuration says.
#include <catch2/catch.hpp>
#include <csignal>

#include "component/plant.hpp"

namespace sluice::test {

TEST_CASE("keep: a plain DISCONNECT leaves the session at the broker, exit code 0") {
  const int signal = GENERATE(SIGTERM, SIGINT);
  Plant plant;
  SluiceProcess sluice(plant.file());
  auto session = plant.broker.accept_session();
  session.peer.send_publish(message(1, "x")).expect_puback(1);
  sluice.process().signal(signal);
  const auto disconnect = session.peer.expect_disconnect();
  CHECK(disconnect.reason == 0);
  CHECK_FALSE(has(disconnect.properties, PropertyId::session_expiry));
  session.peer.expect_end();
  session.peer.close();
  CHECK(sluice.exit_code() == 0);
}

// A broker may see the end of the stream before it has handled what came last (ActiveMQ Artemis).
TEST_CASE("after DISCONNECT the broker closes first; one that does not is shown our end") {
  const bool closes = GENERATE(true, false);
  const std::string how = GENERATE("keep", "leave");
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.on_stop", how));
  auto session = plant.broker.accept_session();
  session.peer.send_publish(message(1, "x")).expect_puback(1);
  sluice.terminate();
  if (how == "leave") session.peer.reply_unsuback(session.peer.expect_unsubscribe());
  session.peer.expect_disconnect();
  session.peer.expect_silence(Milliseconds{500});
  if (!closes) session.peer.expect_end(Milliseconds{5'000});
  session.peer.close();
  CHECK(sluice.exit_code() == 0);
}

TEST_CASE("DISCONNECT waits for the PUBACKs that are due, and nothing more is taken") {
  Plant plant;
  SluiceProcess sluice(plant.file());
  auto session = plant.broker.accept_session();
  session.peer.send_publish(message(9, "warm")).expect_puback(9);
  plant.kafka.set_down();
  for (std::uint16_t id = 1; id <= 3; ++id) session.peer.send_publish(message(id, "x"));
  session.peer.expect_silence(Milliseconds{300});
  sluice.terminate();
  sluice.wait_for_log({"event=stopping"});
  session.peer.expect_silence(Milliseconds{300});
  plant.kafka.set_up();
  session.peer.expect_pubacks({1, 2, 3});
  session.peer.expect_disconnect();
  session.peer.expect_end();
  session.peer.close();
  CHECK(sluice.exit_code() == 0);
  sluice.wait_for_log({"event=stopped", "received=4", "delivered=4", "in_flight=0"});
}

TEST_CASE("leave: UNSUBSCRIBE, drain, two quiet pings, then the end of the session, exit code 0") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.on_stop", "leave").set("mqtt.filters", "[sensor/#, load/#]"));
  auto session = plant.broker.accept_session({.connack = {}, .codes = {}, .answer_pings = false});
  session.peer.send_publish(message(1, "before")).expect_puback(1);
  sluice.terminate();
  const auto unsubscribe = session.peer.expect_unsubscribe();
  CHECK(unsubscribe.filters == std::vector<std::string>{"$share/plant/sensor/#", "$share/plant/load/#"});
  session.peer.send_publish(message(2, "in between")).expect_puback(2);
  session.peer.reply_unsuback(unsubscribe);
  session.peer.send_publish(message(3, "queued"));
  bool acknowledged = false;
  std::size_t quiet_pings = 0;
  std::optional<Packet> packet;
  for (packet = session.peer.next_packet("PINGREQ"); packet && packet->type() != PacketType::disconnect;
       packet = session.peer.next_packet("PINGREQ")) {
    if (packet->type() == PacketType::puback) {
      CHECK(decode_puback(*packet) == Puback{3, 0});
      acknowledged = true;
    } else {
      REQUIRE(packet->type() == PacketType::pingreq);
      session.peer.reply_pingresp();
      if (acknowledged) ++quiet_pings;
    }
  }
  REQUIRE(packet);
  CHECK(acknowledged);
  CHECK(quiet_pings >= 2);
  const auto disconnect = decode_disconnect(*packet);
  CHECK(disconnect.reason == 0);
  CHECK(number_of(disconnect.properties, PropertyId::session_expiry).value_or(~0U) == 0U);
  session.peer.expect_end();
  session.peer.close();
  CHECK(sluice.exit_code() == 0);
}

TEST_CASE("leave: a message between PINGREQ and PINGRESP starts the count of quiet pings again") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.on_stop", "leave"));
  auto session = plant.broker.accept_session({.connack = {}, .codes = {}, .answer_pings = false});
  sluice.wait_ready();
  sluice.terminate();
  session.peer.reply_unsuback(session.peer.expect_unsubscribe());
  session.peer.expect_pingreq().reply_pingresp();
  session.peer.expect_pingreq().send_publish(message(8, "late")).reply_pingresp().expect_puback(8);
  session.peer.expect_pingreq().reply_pingresp();
  session.peer.expect_pingreq().reply_pingresp();
  CHECK(number_of(session.peer.expect_disconnect().properties, PropertyId::session_expiry).value_or(~0U) == 0U);
  session.peer.close();
  CHECK(sluice.exit_code() == 0);
}

TEST_CASE("leave: a message right behind the last PINGRESP is acknowledged before the session ends") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.on_stop", "leave"));
  auto session = plant.broker.accept_session({.connack = {}, .codes = {}, .answer_pings = false});
  sluice.wait_ready();
  sluice.terminate();
  session.peer.reply_unsuback(session.peer.expect_unsubscribe());
  session.peer.expect_pingreq().reply_pingresp();
  session.peer.expect_pingreq().send(encode_pingresp() + encode(message(8, "late"))).expect_puback(8);
  session.peer.expect_pingreq().reply_pingresp();
  session.peer.expect_pingreq().reply_pingresp();
  CHECK(number_of(session.peer.expect_disconnect().properties, PropertyId::session_expiry).value_or(~0U) == 0U);
  session.peer.close();
  CHECK(sluice.exit_code() == 0);
  CHECK(all_values_of(plant, 1) == std::vector<std::string>{"late"});
}

TEST_CASE("leave: a message after the last PINGRESP that cannot be acknowledged keeps the session, exit code 4") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.on_stop", "leave").set("mqtt.stop_deadline", "3s"));
  auto session = plant.broker.accept_session({.connack = {}, .codes = {}, .answer_pings = false});
  session.peer.send_publish(message(1, "warm")).expect_puback(1);
  plant.kafka.set_down();
  sluice.terminate();
  session.peer.reply_unsuback(session.peer.expect_unsubscribe());
  session.peer.expect_pingreq().reply_pingresp();
  session.peer.expect_pingreq().send(encode_pingresp() + encode(message(8, "late")));
  CHECK_FALSE(has(session.peer.expect_disconnect().properties, PropertyId::session_expiry));
  session.peer.close();
  CHECK(sluice.exit_code() == 4);
}

TEST_CASE("leave: a PINGREQ asks for quiet after the PUBACKs of messages that the filter drops") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.on_stop", "leave").set("mapping.where", "$QoS = 0"));
  auto session = plant.broker.accept_session({.connack = {}, .codes = {}, .answer_pings = false});
  sluice.wait_ready();
  sluice.terminate();
  session.peer.reply_unsuback(session.peer.expect_unsubscribe());
  session.peer.expect_pingreq().send(encode(message(8, "dropped")) + encode_pingresp()).expect_puback(8);
  session.peer.expect_pingreq().reply_pingresp();
  session.peer.expect_pingreq().reply_pingresp();
  session.peer.expect_disconnect();
  session.peer.close();
  CHECK(sluice.exit_code() == 0);
}

TEST_CASE("a stop before SUBACK acknowledges what the resumed session has sent, exit code 0") {
  const std::string how = GENERATE("keep", "leave");
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.on_stop", how));
  auto peer = plant.broker.accept();
  peer.expect_connect();
  peer.reply_connack({.session_present = true, .properties = {}});
  const auto subscribe = peer.expect_subscribe();
  peer.send_publish(message(9, "warm")).expect_puback(9);
  plant.kafka.set_down();
  peer.send_publish(message(1, "x")).send_publish(message(2, "y")).expect_silence(Milliseconds{300});
  sluice.terminate();
  sluice.wait_for_log({"event=stopping"});
  peer.expect_silence(Milliseconds{300});
  plant.kafka.set_up();
  peer.expect_pubacks({1, 2});
  if (how == "leave") {
    const auto unsubscribe = peer.expect_unsubscribe();
    peer.reply_suback(subscribe).reply_unsuback(unsubscribe);
  }
  const auto disconnect = peer.expect_disconnect();
  CHECK(has(disconnect.properties, PropertyId::session_expiry) == (how == "leave"));
  peer.close();
  CHECK(sluice.exit_code() == 0);
  CHECK(all_values_of(plant, 3) == std::vector<std::string>{"warm", "x", "y"});
}

TEST_CASE("leave: UNSUBSCRIBE is sent after what was read has been acknowledged") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.on_stop", "leave"));
  auto session = plant.broker.accept_session();
  session.peer.send_publish(message(9, "warm")).expect_puback(9);
  plant.kafka.set_down();
  session.peer.send_publish(message(1, "x")).expect_silence(Milliseconds{300});
  sluice.terminate();
  session.peer.expect_silence(Milliseconds{300});
  plant.kafka.set_up();
  session.peer.expect_puback(1);
  session.peer.reply_unsuback(session.peer.expect_unsubscribe());
  session.peer.expect_disconnect();
  session.peer.close();
  CHECK(sluice.exit_code() == 0);
}

TEST_CASE("at the deadline without Kafka: no PUBACK, the session is kept, exit code 4") {
  const char* on_stop = GENERATE("keep", "leave");
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.stop_deadline", "1s").set("mqtt.on_stop", on_stop));
  auto session = plant.broker.accept_session();
  session.peer.send_publish(message(9, "warm")).expect_puback(9);
  plant.kafka.set_down();
  session.peer.send_publish(message(1, "x")).send_publish(message(2, "y"));
  session.peer.expect_silence(Milliseconds{300});
  sluice.terminate();
  CHECK_FALSE(has(session.peer.expect_disconnect().properties, PropertyId::session_expiry));
  session.peer.expect_end();
  session.peer.close();
  CHECK(sluice.exit_code() == 4);
  sluice.wait_for_log({"event=stopped", "exit_code=4", "in_flight=2"});
}

TEST_CASE("a second signal ends the stop at once, exit code 4") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.stop_deadline", "60s"));
  auto session = plant.broker.accept_session();
  session.peer.send_publish(message(9, "warm")).expect_puback(9);
  plant.kafka.set_down();
  session.peer.send_publish(message(1, "x")).expect_silence(Milliseconds{300});
  sluice.terminate();
  sluice.wait_for_log({"event=stopping"});
  session.peer.expect_silence(Milliseconds{200});
  sluice.terminate();
  CHECK(sluice.exit_code(Milliseconds{3'000}) == 4);
  sluice.wait_for_log(
      {"event=stopped",
       "msg=\"stopped at once by a second signal: unacknowledged messages are left at the broker, which "
       "will send them again; nothing is lost\""});
  for (const auto& packet : session.peer.received()) CHECK(describe(packet) != "PUBACK id 1 reason 0x00");
}

TEST_CASE("a broker that does not close after DISCONNECT does not hold up the end") {
  Plant plant;
  SluiceProcess sluice(plant.file());
  auto session = plant.broker.accept_session();
  sluice.wait_ready();
  sluice.terminate();
  session.peer.expect_disconnect();
  CHECK(sluice.exit_code(Milliseconds{10'000}) == 0);
}

TEST_CASE("a stop while Kafka has not been reached yet is one in order, exit code 0") {
  Plant plant;
  plant.kafka.set_down();
  SluiceProcess sluice(plant.file());
  sluice.wait_for_log({"event=kafka_waiting"}, Milliseconds{20'000});
  CHECK(sluice.stop(Milliseconds{15'000}) == 0);
  sluice.wait_for_log({"event=stopped", "msg=\"stopped in order\""});
}

TEST_CASE("a stop while the connection is being opened ends at once, exit code 0") {
  Plant plant;
  SluiceProcess sluice(plant.file());
  auto peer = plant.broker.accept();
  peer.expect_connect();
  CHECK(sluice.stop(Milliseconds{5'000}) == 0);
}

}  // namespace sluice::test
