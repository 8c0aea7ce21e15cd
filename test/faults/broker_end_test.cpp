// SPDX-License-Identifier: Apache-2.0
// The broker ends and comes back, with what it keeps on disk.
#include <catch2/catch.hpp>

#include "faults/fault_site.hpp"

namespace sluice::test {
namespace {

SiteOptions saving_at_each_change() { return {.mosquitto_lines = {}}; }

}  // namespace

// With the default window: Mosquitto 2.0.11 exceeds a small one as soon as messages queue behind it.
TEMPLATE_TEST_CASE("F9 broker restarted by SIGTERM under load", "", Mosquitto, Artemis) {
  constexpr std::size_t default_window = 1'000;
  FaultSite site(kind_of<TestType>);
  std::vector<std::unique_ptr<SluiceProcess>> replicas;
  for (unsigned number = 0; number < 3; ++number) {
    replicas.push_back(FaultSite::start(site.file(number).remove("mqtt.receive_maximum")));
  }
  LoadPublisher load(site.broker().port(), {.count = 5'000, .per_second = 1'000, .persistent = true});
  REQUIRE(load.wait_for_answers(2'000, Milliseconds{20'000}));
  site.broker().stop();
  site.broker().start();
  for (const auto& replica : replicas) replica->wait_ready(2);
  site.conclude(load, {.repeated = 3 * default_window, .text = "flows again without help"});
}

// What went straight in flight Mosquitto does not save (2.0.11, autosave_on_changes): what the replicas hold of it they
// deliver all the same; only what was under way to them can be lost.
TEMPLATE_TEST_CASE("F10 broker killed by SIGKILL with idle windows", "", Mosquitto, Artemis) {
  FaultSite site(kind_of<TestType>, saving_at_each_change());
  const auto replicas = site.start_all(3);
  LoadPublisher load(site.broker().port(), {.count = 2'000, .per_second = 500, .persistent = true});
  REQUIRE(load.wait_for_answers(1'000, Milliseconds{20'000}));
  site.broker().kill();
  site.broker().start();
  for (const auto& replica : replicas) replica->wait_ready(2);
  const bool saves_all = site.kind() == BrokerKind::artemis;
  site.conclude(load, {.repeated = 3 * repeats_of_an_end(site.kind()), .lost_most = saves_all ? 0 : 3 * window});
}

/// Broker and replica die together while Kafka is away: what the replica held is only at the broker.
void kill_broker_and_replica(BrokerKind kind, MessageId count, Bound bound) {
  FaultSite site(kind, saving_at_each_change());
  auto replica = site.start(0);
  site.kafka().kill();
  LoadPublisher load(site.broker().port(), {.count = count, .per_second = 500});
  const auto accepted = load.finish(Milliseconds{30'000}).accepted;
  site.broker().kill();
  replica->kill();
  site.kafka().start();
  site.broker().start();
  replica = site.start(0);
  site.conclude(accepted, bound);
}

TEST_CASE("F10 broker and replica killed by SIGKILL with an idle window - Mosquitto") {
  kill_broker_and_replica(BrokerKind::mosquitto, 60, {.lost_least = 1, .lost_most = window});
}

TEST_CASE("F10 broker and replica killed by SIGKILL with an idle window - Artemis") {
  kill_broker_and_replica(BrokerKind::artemis, 60, {.repeated = repeats_of_an_end(BrokerKind::artemis)});
}

TEMPLATE_TEST_CASE("F10 broker and replica killed by SIGKILL with a full window", "", Mosquitto, Artemis) {
  kill_broker_and_replica(kind_of<TestType>, 3 * window, {.repeated = repeats_of_an_end(kind_of<TestType>)});
}

}  // namespace sluice::test
