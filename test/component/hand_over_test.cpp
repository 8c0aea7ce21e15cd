// SPDX-License-Identifier: Apache-2.0
// `mqtt.at_hold_limit: hand_over`: this replica has lost Kafka for too long, the others get its share meanwhile.
#include <catch2/catch.hpp>

#include "component/operations_rig.hpp"

namespace sluice::test {
namespace {

constexpr Milliseconds until_limit{20'000};

TaskFile that_hands_over(const Plant& plant) {
  return watched(plant).set("mqtt.hold_limit", "5s").set("mqtt.at_hold_limit", "hand_over");
}

/// Kafka is away and the message 2 is held; UNSUBSCRIBE has come and is answered.
void hand_over(Plant& plant, ScriptedPeer& peer, SluiceProcess& sluice) {
  peer.send_publish(message(1, "before")).expect_puback(1);
  plant.kafka.set_down();
  peer.send_publish(message(2, "held"));
  const auto unsubscribe = peer.expect_unsubscribe(until_limit);
  CHECK(unsubscribe.filters == std::vector<std::string>{"$share/plant/load/#"});
  peer.reply_unsuback(unsubscribe);
  sluice.wait_for_log({"event=share_handed_over", "hold_limit_ms=5000"});
}

}  // namespace

TEST_CASE("with hand_over a replica without Kafka unsubscribes, keeps connection and window, and subscribes again") {
  Plant plant;
  SluiceProcess sluice(that_hands_over(plant));
  const Watcher watcher(sluice);
  auto session = plant.broker.accept_session();
  hand_over(plant, session.peer, sluice);
  // What the session holds already still comes.
  session.peer.send_publish(message(3, "queued")).expect_silence(Milliseconds{1'500});
  const auto readiness = watcher.get("/readyz");
  CHECK(readiness.status == 503);
  CHECK(readiness.body.find("connection plant-0 is handed_over: messages have been unacknowledged for "
                            "mqtt.hold_limit") != std::string::npos);
  plant.kafka.set_up();
  session.peer.expect_pubacks({2, 3});
  session.peer.reply_suback(session.peer.expect_subscribe());
  sluice.wait_for_log({"event=share_taken_back"});
  sluice.wait_ready(2);
  session.peer.send_publish(message(4, "after")).expect_puback(4);
  CHECK(watcher.shows("/readyz", R"("ready":true)"));
  CHECK(all_values_of(plant, 4) == std::vector<std::string>{"before", "held", "queued", "after"});
  CHECK(sluice.process().count_lines("event=connection_lost") == 0);
  CHECK(sluice.process().count_lines("event=share_handed_over") == 1);
}

TEST_CASE("a connection that is lost while its share is handed over comes back without subscribing") {
  Plant plant;
  SluiceProcess sluice(that_hands_over(plant));
  auto session = plant.broker.accept_session();
  hand_over(plant, session.peer, sluice);
  session.peer.reset();
  auto peer = plant.broker.accept();
  peer.expect_connect();
  peer.reply_connack({.session_present = true, .properties = {}});
  peer.reply_unsuback(peer.expect_unsubscribe(), 0x11);
  peer.send_publish(Publish{.topic = "load/1", .payload = "held", .packet_id = 2, .dup = true, .properties = {}});
  peer.expect_silence(Milliseconds{1'500});
  plant.kafka.set_up();
  peer.expect_puback(2);
  peer.reply_suback(peer.expect_subscribe());
  sluice.wait_ready(2);
}

TEST_CASE("UNSUBACK may lie behind more messages than the window takes") {
  Plant plant;
  SluiceProcess sluice(that_hands_over(plant).set("mqtt.receive_maximum", "2"));
  auto session = plant.broker.accept_session();
  plant.kafka.set_down();
  session.peer.send_publish(message(1, "x")).send_publish(message(2, "x")).send_publish(message(3, "x"));
  session.peer.reply_unsuback(session.peer.expect_unsubscribe(until_limit));
  session.peer.expect_silence(Milliseconds{1'500});
  plant.kafka.set_up();
  session.peer.expect_pubacks({1, 2, 3});
  session.peer.reply_suback(session.peer.expect_subscribe());
  sluice.wait_ready(2);
  CHECK(sluice.process().count_lines("event=connection_lost") == 0);
}

TEST_CASE("leave while the share is handed over: no second UNSUBSCRIBE, and the end of the session with Kafka back") {
  Plant plant;
  SluiceProcess sluice(that_hands_over(plant).set("mqtt.on_stop", "leave"));
  auto session = plant.broker.accept_session();
  hand_over(plant, session.peer, sluice);
  sluice.terminate();
  session.peer.expect_silence(Milliseconds{500});
  plant.kafka.set_up();
  session.peer.expect_puback(2);
  CHECK(number_of(session.peer.expect_disconnect().properties, PropertyId::session_expiry).value_or(~0U) == 0U);
  session.peer.close();
  CHECK(sluice.exit_code() == 0);
}

TEST_CASE("a stop while the share is handed over and Kafka stays away: the session is kept, exit code 4") {
  const char* on_stop = GENERATE("keep", "leave");
  Plant plant;
  SluiceProcess sluice(that_hands_over(plant).set("mqtt.on_stop", on_stop).set("mqtt.stop_deadline", "1s"));
  auto session = plant.broker.accept_session();
  hand_over(plant, session.peer, sluice);
  sluice.terminate();
  CHECK_FALSE(has(session.peer.expect_disconnect().properties, PropertyId::session_expiry));
  session.peer.close();
  CHECK(sluice.exit_code() == 4);
}

TEST_CASE("hand_over on EMQX ends the session, and Kafka's return opens a new one") {
  Plant plant;
  SluiceProcess sluice(that_hands_over(plant).set("mqtt.profile", "emqx"));
  auto session = plant.broker.accept_session();
  session.peer.send_publish(message(1, "before")).expect_puback(1);
  plant.kafka.set_down();
  session.peer.send_publish(message(2, "held"));
  CHECK(number_of(session.peer.expect_disconnect(until_limit).properties, PropertyId::session_expiry).value_or(~0U) ==
        0U);
  session.peer.expect_end();
  session.peer.close();
  sluice.wait_for_log({"event=connection_released", "hold_limit_ms=5000"});
  plant.broker.expect_no_connection(Milliseconds{1'500});
  plant.kafka.set_up();
  auto back = plant.broker.accept_session({}, until_limit);
  sluice.wait_ready(2);
  back.peer.send_publish(message(3, "after")).expect_puback(3);
}

}  // namespace sluice::test
