// SPDX-License-Identifier: Apache-2.0
// HiveMQ CE: redispatching, but the whole group waits while one member holds a message, and a member that acknowledges
// quickly does all the work.
#include <catch2/catch.hpp>

#include "faults/replica_faults.hpp"

namespace sluice::test {

// Nobody knows which of them the broker gives the messages: each is killed once.
TEST_CASE("F1 kill -9 of each of three in turn while Kafka stands still - HiveMQ CE") {
  FaultSite site(BrokerKind::hivemq);
  auto replicas = site.start_all(3);
  LoadPublisher load(site.broker().port(), {.count = 8'000, .per_second = 500});
  REQUIRE(load.wait_for_answers(500, Milliseconds{20'000}));
  for (unsigned number = 0; number < 3; ++number) {
    site.kafka().freeze();
    REQUIRE(load.wait_for_answers(load.answered() + 500, Milliseconds{20'000}));
    replicas[number]->kill();
    site.kafka().thaw();
    last(Milliseconds{2'000});
    replicas[number] = site.start(number);
  }
  site.conclude(load, {.repeated = 3 * window});
}

TEST_CASE("F3 SIGTERM of each of three in turn (leave) and back - HiveMQ CE") {
  FaultSite site(BrokerKind::hivemq);
  auto file = [&](unsigned number) { return site.file(number).set("mqtt.on_stop", "leave"); };
  std::vector<std::unique_ptr<SluiceProcess>> replicas;
  for (unsigned number = 0; number < 3; ++number) replicas.push_back(FaultSite::start(file(number)));
  LoadPublisher load(site.broker().port(), {.count = 6'000, .per_second = 500});
  REQUIRE(load.wait_for_answers(500, Milliseconds{20'000}));
  for (unsigned number = 0; number < 3; ++number) {
    CHECK(replicas[number]->stop() == 0);
    REQUIRE(load.wait_for_answers(load.answered() + 500, Milliseconds{20'000}));
    replicas[number] = FaultSite::start(file(number));
  }
  site.conclude(load, {.repeated = 3 * window});
}

TEST_CASE("F4 SIGTERM of the only replica (keep) and back after 2 s - HiveMQ CE") {
  stop_and_come_back(BrokerKind::hivemq, Milliseconds{2'000});
}

TEST_CASE("F9 broker restarted by SIGTERM under load - HiveMQ CE") {
  FaultSite site(BrokerKind::hivemq);
  const auto replicas = site.start_all(3);
  LoadPublisher load(site.broker().port(), {.count = 5'000, .per_second = 500, .persistent = true});
  REQUIRE(load.wait_for_answers(2'000, Milliseconds{20'000}));
  site.broker().stop();
  site.broker().start();
  for (const auto& replica : replicas) replica->wait_ready(2);
  site.conclude(load, {.repeated = 3 * window, .text = "flows again without help"});
}

TEST_CASE("F11 Kafka killed and away for 5 s while the whole group waits - HiveMQ CE") {
  FaultSite site(BrokerKind::hivemq);
  const auto replicas = site.start_all(3);
  LoadPublisher load(site.broker().port(), {.count = 6'000, .per_second = 500});
  REQUIRE(load.wait_for_answers(500, Milliseconds{20'000}));
  site.kafka().kill();
  last(Milliseconds{5'000});
  site.kafka().start();
  site.conclude(load, {.repeated = window, .text = "goes on afterwards"});
}

}  // namespace sluice::test
