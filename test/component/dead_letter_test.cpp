// SPDX-License-Identifier: Apache-2.0
// What cannot be delivered, with a dead-letter topic and without one.
#include <catch2/catch.hpp>

#include "component/plant.hpp"
#include "core/sha256.hpp"

namespace sluice::test {
namespace {

const std::string huge(1'100'000, 'x');

std::vector<ReadRecord> dead_letters_of(const Plant& plant, std::size_t count) {
  return KafkaReader(plant.kafka.bootstrap(), "dead").read(count, patience);
}

struct Cemetery : Plant {
  Cemetery() { kafka.create_topic("dead", 1); }
  TaskFile file() const { return Plant::file().set("dead_letters.topic", "dead"); }
};

}  // namespace

TEST_CASE("a record that Kafka can never take becomes a dead letter, its neighbours are delivered, all acknowledged") {
  Cemetery plant;
  SluiceProcess sluice(plant.file());
  auto session = plant.broker.accept_session();
  sluice.wait_ready();
  Publish bad = message(2, huge);
  bad.properties.push_back({PropertyId::user_property, TextPair{"sluice.error", "forged"}});
  session.peer.send_publish(message(1, "before")).send_publish(bad).send_publish(message(3, "after"));
  session.peer.expect_pubacks({1, 2, 3});
  sluice.wait_for_log({"event=dead_letter", "topic=load/1", "stage=kafka", "code=MSG_SIZE_TOO_LARGE",
                       "dead_letter_topic=dead", "message.max.bytes"});
  sluice.terminate();
  session.peer.expect_disconnect();
  session.peer.close();
  CHECK(sluice.exit_code() == 0);
  sluice.wait_for_log({"event=stopped", "received=3", "delivered=2", "dead_lettered=1", "dropped=0", "in_flight=0"});

  CHECK(all_values_of(plant, 2) == std::vector<std::string>{"before", "after"});
  const auto dead = dead_letters_of(plant, 1);
  REQUIRE(dead.size() == 1);
  CHECK(dead[0].key == "load/1");
  CHECK(dead[0].header("sluice.error") == "MSG_SIZE_TOO_LARGE");
  CHECK(dead[0].header("user.sluice.error") == "forged");
  CHECK(dead[0].header("sluice.payload_sha256") == digest_of(huge).sha256);
  CHECK(dead[0].header("sluice.client_id") == "plant-0");
}

TEST_CASE("a message larger than mqtt.max_message_size leaves its head, its size and its digest") {
  Cemetery plant;
  SluiceProcess sluice(plant.file().set("mqtt.max_message_size", "64KiB").set("mqtt.max_in_flight_bytes", "64KiB"));
  auto session = plant.broker.accept_session();
  sluice.wait_ready();
  Publish large = message(2, std::string(3'000'000, 'y'));
  large.properties.push_back({PropertyId::user_property, TextPair{"unit", "C"}});
  session.peer.send_publish(message(1, "before")).send_publish(large).send_publish(message(3, "after"));
  session.peer.expect_pubacks({1, 2, 3});
  sluice.wait_for_log({"event=dead_letter", "topic=load/1", "stage=decode", "code=MESSAGE_TOO_LARGE"});
  CHECK(all_values_of(plant, 2) == std::vector<std::string>{"before", "after"});
  const auto dead = dead_letters_of(plant, 1);
  REQUIRE(dead.size() == 1);
  CHECK(dead[0].value == large.payload.substr(0, 1024));
  CHECK(dead[0].header("sluice.stage") == "decode");
  CHECK(dead[0].header("sluice.truncated") == "true");
  CHECK(dead[0].header("sluice.payload_size") == "3000000");
  CHECK(dead[0].header("sluice.payload_sha256") == digest_of(large.payload).sha256);
  CHECK(dead[0].header("mqtt.topic") == "load/1");
  CHECK(dead[0].header("unit") == "C");
  CHECK_FALSE(dead[0].header("sluice.topic"));
}

TEST_CASE("a malformed message is malformed also when it is too large") {
  Cemetery plant;
  SluiceProcess sluice(plant.file().set("mqtt.max_message_size", "64KiB"));
  auto session = plant.broker.accept_session();
  sluice.wait_ready();
  Publish bad = message(1, std::string(70'000, 'y'));
  bad.topic = "load/\xFF";
  session.peer.send_publish(bad);
  CHECK(session.peer.expect_disconnect().reason == 0x81);
}

TEST_CASE("on_rejected: drop acknowledges what can never be delivered, in order, with a warning and a count") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("dead_letters.on_rejected", "drop").set("mqtt.max_message_size", "2MiB"));
  auto session = plant.broker.accept_session();
  sluice.wait_ready();
  session.peer.send_publish(message(1, "before"))
      .send_publish(message(2, huge))
      .send_publish(message(3, std::string(3'000'000, 'y')))
      .send_publish(message(4, "after"));
  session.peer.expect_pubacks({1, 2, 3, 4});
  sluice.wait_for_log({"level=warn", "event=message_dropped", "topic=load/1", "code=MSG_SIZE_TOO_LARGE"});
  sluice.wait_for_log({"level=warn", "event=message_dropped", "topic=load/1", "code=MESSAGE_TOO_LARGE"});
  sluice.terminate();
  session.peer.expect_disconnect();
  session.peer.close();
  CHECK(sluice.exit_code() == 0);
  sluice.wait_for_log({"event=stopped", "received=4", "delivered=2", "dead_lettered=0", "dropped=2", "in_flight=0"});
  CHECK(all_values_of(plant, 2) == std::vector<std::string>{"before", "after"});
}

TEST_CASE("a dead letter that is not safe when the process dies is made again from the message, which was kept") {
  Cemetery plant;
  {
    SluiceProcess sluice(plant.file());
    auto session = plant.broker.accept_session();
    sluice.wait_ready();
    session.peer.send_publish(message(1, "before")).expect_puback(1);
    plant.kafka.set_down();
    session.peer.send_publish(message(2, huge));
    sluice.wait_for_log({"event=dead_letter"});
    session.peer.expect_silence(Milliseconds{300});
    sluice.kill();
  }
  plant.kafka.set_up();
  SluiceProcess sluice(plant.file());
  auto session = plant.broker.accept_session();
  sluice.wait_ready();
  Publish again = message(2, huge);
  again.dup = true;
  session.peer.send_publish(again).expect_puback(2);
  CHECK_FALSE(dead_letters_of(plant, 1).empty());
}

TEST_CASE("a graceful stop waits for dead letters that are on their way") {
  Cemetery plant;
  SluiceProcess sluice(plant.file());
  auto session = plant.broker.accept_session();
  sluice.wait_ready();
  session.peer.send_publish(message(1, "before")).expect_puback(1);
  plant.kafka.set_down();
  session.peer.send_publish(message(2, huge));
  sluice.wait_for_log({"event=dead_letter"});
  sluice.terminate();
  sluice.wait_for_log({"event=stopping"});
  session.peer.expect_silence(Milliseconds{200});
  plant.kafka.set_up();
  session.peer.expect_puback(2);
  session.peer.expect_disconnect();
  session.peer.close();
  CHECK(sluice.exit_code() == 0);
  CHECK(dead_letters_of(plant, 1).size() == 1);
}

}  // namespace sluice::test
