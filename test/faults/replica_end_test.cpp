// SPDX-License-Identifier: Apache-2.0
// A replica ends under load, the hard way or the soft way.
#include <catch2/catch.hpp>

#include "faults/fault_site.hpp"

namespace sluice::test {
namespace {

/// Lets the windows of all replicas fill: Kafka stands still for so many messages.
void fill_windows(FaultSite& site, const LoadPublisher& load, std::size_t reached) {
  site.kafka().freeze();
  REQUIRE(load.wait_for_answers(reached, Milliseconds{30'000}));
}

}  // namespace

TEMPLATE_TEST_CASE("F1 kill -9 of one of three with a full window and back after 2 s", "", Mosquitto, Artemis) {
  FaultSite site(kind_of<TestType>);
  auto replicas = site.start_all(3);
  LoadPublisher load(site.broker().port(), {.count = 5'000, .per_second = 1'000});
  REQUIRE(load.wait_for_answers(1'000, Milliseconds{20'000}));
  fill_windows(site, load, 2'000);
  replicas[1]->kill();
  site.kafka().thaw();
  last(Milliseconds{2'000});
  replicas[1] = site.start(1);
  site.conclude(load, {.repeated = window});
}

TEMPLATE_TEST_CASE("F3 SIGTERM of one of three (leave)", "", Mosquitto, Artemis) {
  FaultSite site(kind_of<TestType>);
  auto replicas = site.start_all(2);
  const auto leaving = FaultSite::start(site.file(2).set("mqtt.on_stop", "leave"));
  LoadPublisher load(site.broker().port(), {.count = 4'000, .per_second = 1'000});
  REQUIRE(load.wait_for_answers(2'000, Milliseconds{20'000}));
  CHECK(leaving->stop() == 0);
  // Artemis hands what it has sent to the others when UNSUBSCRIBE comes, although it is still acknowledged.
  const bool hands_over = site.kind() == BrokerKind::artemis;
  site.conclude(load, {.repeated = hands_over ? window : 0, .text = "session gone"});
  CHECK_FALSE(site.has_session("plant-2"));
}

}  // namespace sluice::test
