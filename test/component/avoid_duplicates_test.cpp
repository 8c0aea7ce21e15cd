// SPDX-License-Identifier: Apache-2.0
// mqtt.avoid_duplicates: what a broker sends again after a lost connection becomes no second record.
#include <catch2/catch.hpp>

#include "component/plant.hpp"

namespace sluice::test {
namespace {

using Values = std::vector<std::string>;

SessionScript resumed() { return {.connack = {.session_present = true, .properties = {}}, .codes = {}}; }

Publish again(std::uint16_t packet_id, const std::string& payload) {
  auto publish = message(packet_id, payload);
  publish.dup = true;
  return publish;
}

/// A session with a record on its way: Kafka has gone.
Session session_with_record_on_its_way(Plant& plant) {
  auto session = plant.broker.accept_session();
  session.peer.send_publish(message(9, "warm")).expect_puback(9);
  plant.kafka.set_down();
  session.peer.send_publish(message(7, "seven"));
  session.peer.expect_silence(Milliseconds{200});
  return session;
}

}  // namespace

TEST_CASE("a message that comes again while its record is on its way is one record, and is acknowledged after it") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.avoid_duplicates", "true"));
  session_with_record_on_its_way(plant).peer.reset();
  auto second = plant.broker.accept_session(resumed());
  second.peer.send_publish(again(7, "seven")).expect_silence(Milliseconds{200});
  second.peer.reset();
  auto third = plant.broker.accept_session(resumed());
  third.peer.send_publish(again(7, "seven")).expect_silence(Milliseconds{200});
  plant.kafka.set_up();
  third.peer.expect_puback(7).expect_silence(Milliseconds{200});
  CHECK(all_values_of(plant, 2) == Values{"warm", "seven"});
  sluice.terminate();
  CHECK(third.peer.expect_disconnect().reason == 0);
  third.peer.close();
  CHECK(sluice.exit_code() == 0);
  sluice.wait_for_log({"event=stopped", "received=2", "delivered=2", "recognised=2", "in_flight=0"});
}

TEST_CASE("a message whose record became safe without a connection is acknowledged when it comes again") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.avoid_duplicates", "true"));
  session_with_record_on_its_way(plant).peer.reset();
  auto attempt = plant.broker.accept();
  attempt.expect_connect();
  plant.kafka.set_up();
  CHECK(values_of(plant, 2) == Values{"warm", "seven"});
  attempt.reset();
  auto second = plant.broker.accept_session(resumed());
  second.peer.send_publish(again(7, "seven")).expect_puback(7);
  CHECK(all_values_of(plant, 2) == Values{"warm", "seven"});
}

TEST_CASE("what is not surely the same message is a record of its own") {
  Plant plant;
  const bool on = GENERATE(true, false);
  SluiceProcess sluice(plant.file().set("mqtt.avoid_duplicates", on ? "true" : "false"));
  session_with_record_on_its_way(plant).peer.reset();
  auto script = resumed();
  auto publish = again(7, "seven");
  if (on) {
    switch (GENERATE(0, 1, 2, 3)) {
      case 0: script.connack.session_present = false; break;
      case 1: publish.dup = false; break;
      case 2: publish.packet_id = 8; break;
      default: publish.payload = "SEVEN"; break;
    }
  }
  auto second = plant.broker.accept_session(script);
  second.peer.send_publish(publish).expect_silence(Milliseconds{200});
  plant.kafka.set_up();
  second.peer.expect_puback(publish.packet_id);
  CHECK(all_values_of(plant, 3) == Values{"warm", "seven", publish.payload});
}

TEST_CASE("another broker of the list has another session, whatever it says") {
  Plant plant;
  ScriptedBroker other;
  SluiceProcess sluice(plant.file()
                           .set("mqtt.avoid_duplicates", "true")
                           .set("mqtt.brokers", "[\"" + plant.broker.url() + "\", \"" + other.url() + "\"]"));
  auto first = session_with_record_on_its_way(plant);
  plant.broker.close();
  first.peer.reset();
  auto second = other.accept_session(resumed());
  second.peer.send_publish(again(7, "seven")).expect_silence(Milliseconds{200});
  plant.kafka.set_up();
  second.peer.expect_puback(7);
  CHECK(all_values_of(plant, 3) == Values{"warm", "seven", "seven"});
}

}  // namespace sluice::test
