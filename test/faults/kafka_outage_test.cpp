// SPDX-License-Identifier: Apache-2.0
// Kafka is away for a while, under load.
#include <catch2/catch.hpp>

#include "faults/replica_faults.hpp"

namespace sluice::test {
namespace {

/// What Mosquitto says that it dropped since its start; it says so every second with `sys_interval 1`.
std::size_t dropped_by_mosquitto(std::uint16_t port) {
  MqttClient client(port, {.client_id = "looks-at-drops"});
  client.subscribe({{.filter = "$SYS/broker/publish/messages/dropped"}});
  std::size_t dropped = 0;
  for (auto message = client.receive(Milliseconds{3'000}); message; message = client.receive(Milliseconds{1'500})) {
    dropped = std::stoul(message->payload);
  }
  return dropped;
}

}  // namespace

TEMPLATE_TEST_CASE("F11 Kafka killed and away for 5 s", "", Mosquitto, Artemis) {
  lose_kafka(kind_of<TestType>, Milliseconds{5'000});
}

TEST_CASE("F12 Kafka away until the broker's queue limit of 500 is passed - Mosquitto") {
  FaultSite site(BrokerKind::mosquitto,
                 {.mosquitto_lines = {"autosave_on_changes false", "max_queued_messages 500", "sys_interval 1"}});
  const auto replica = FaultSite::start(site.file(0).set("mqtt.broker_queue_limit", "500"));
  LoadPublisher load(site.broker().port(), {.count = 1'200, .per_second = 100});
  // Without a rate of before there is no estimate.
  REQUIRE(site.log().wait_for_distinct(150, Milliseconds{20'000}));
  site.kafka().freeze();
  replica->wait_for_log({"event=delivery_stalled", "broker_queue_limit=500", "broker_drops_in_ms="});
  const auto accepted = load.finish(Milliseconds{30'000}).accepted;
  CHECK(accepted.size() == 1'200);
  site.kafka().thaw();
  // At least 150 came before, and 500 are queued. Of the window nobody knows how much had been in Kafka already.
  const auto counts = site.conclude(accepted, {.lost_least = 1,
                                               .lost_most = 1'200 - 150 - 500,
                                               .text = "lost = the broker's drop counter and warned of before"});
  CHECK(counts.lost == dropped_by_mosquitto(site.broker().port()));
}

TEST_CASE("F12 Kafka away while 2000 messages queue - Artemis") {
  FaultSite site(BrokerKind::artemis);
  const auto replica = site.start(0);
  site.kafka().freeze();
  LoadPublisher load(site.broker().port(), {.count = 2'000, .per_second = 1'000});
  const auto accepted = load.finish(Milliseconds{30'000}).accepted;
  site.kafka().thaw();
  site.conclude(accepted, {.text = "no limit"});
}

TEMPLATE_TEST_CASE("F13 SIGTERM at the deadline while Kafka is away and back", "", Mosquitto, Artemis) {
  FaultSite site(kind_of<TestType>);
  auto replica = FaultSite::start(site.file(0).set("mqtt.stop_deadline", "1s"));
  LoadPublisher load(site.broker().port(), {.count = 4'000, .per_second = 1'000});
  REQUIRE(load.wait_for_answers(1'000, Milliseconds{20'000}));
  site.kafka().freeze();
  REQUIRE(load.wait_for_answers(2'000, Milliseconds{20'000}));
  CHECK(replica->stop() == 4);
  site.kafka().thaw();
  replica = site.start(0);
  site.conclude(load, {.repeated = repeats_of_an_end(site.kind()), .text = "exit code 4"});
}

}  // namespace sluice::test
