// SPDX-License-Identifier: Apache-2.0
// Replicas stop gracefully under load.
#include <catch2/catch.hpp>

#include "faults/replica_faults.hpp"

namespace sluice::test {
namespace {

using Fleet = std::vector<std::unique_ptr<SluiceProcess>>;

Fleet start_leavers(const FaultSite& site, unsigned count) {
  Fleet fleet;
  for (unsigned number = 0; number < count; ++number) {
    fleet.push_back(FaultSite::start(site.file(number).set("mqtt.on_stop", "leave")));
  }
  return fleet;
}

}  // namespace

TEMPLATE_TEST_CASE("F3 SIGTERM of one of three (leave)", "", Mosquitto, Artemis) {
  FaultSite site(kind_of<TestType>);
  const auto fleet = start_leavers(site, 3);
  LoadPublisher load(site.broker().port(), {.count = 4'000, .per_second = 1'000});
  REQUIRE(load.wait_for_answers(1'000, Milliseconds{20'000}));
  // No window is still full of what came before Kafka's first answer.
  REQUIRE(site.log().wait_for_distinct(1'000, Milliseconds{20'000}));
  CHECK(fleet[2]->stop() == 0);
  CHECK_FALSE(site.has_session("plant-2"));
  site.conclude(load, {.repeated = repeats_of_a_stop(site.kind()), .text = "session gone"});
}

TEMPLATE_TEST_CASE("F4 SIGTERM of the only replica (keep) and back after 2 s", "", Mosquitto, Artemis) {
  stop_and_come_back(kind_of<TestType>, Milliseconds{2'000});
}

TEMPLATE_TEST_CASE("F4 SIGTERM of the only replica (keep) and back after 30 s", "", Mosquitto, Artemis) {
  stop_and_come_back(kind_of<TestType>, Milliseconds{30'000});
}

// Nobody is subscribed then: Mosquitto tells publishers so (0x10), Artemis says 0x00 all the same.
TEST_CASE("F4 SIGTERM of the only replica (leave) - Mosquitto") {
  FaultSite site(BrokerKind::mosquitto);
  auto fleet = start_leavers(site, 1);
  LoadPublisher before(site.broker().port(), {.first = 0, .count = 500});
  const auto accepted = before.finish(Milliseconds{20'000}).accepted;
  CHECK(site.log().wait_for_distinct(500, Milliseconds{20'000}));
  CHECK(fleet[0]->stop() == 0);
  LoadPublisher gap(site.broker().port(), {.first = 500, .count = 500});
  CHECK(gap.finish(Milliseconds{20'000}).other_codes == std::map<unsigned, std::size_t>{{0x10, 500}});
  site.conclude(accepted, {.text = "publishers are told: 0x10"});
}

TEST_CASE("F4 SIGTERM of the only replica (leave) - Artemis") {
  FaultSite site(BrokerKind::artemis);
  auto fleet = start_leavers(site, 1);
  LoadPublisher before(site.broker().port(), {.first = 0, .count = 500});
  auto accepted = before.finish(Milliseconds{20'000}).accepted;
  CHECK(site.log().wait_for_distinct(500, Milliseconds{20'000}));
  CHECK(fleet[0]->stop() == 0);
  LoadPublisher gap(site.broker().port(), {.first = 500, .count = 500});
  const auto unheard = gap.finish(Milliseconds{20'000}).accepted;
  accepted.insert(accepted.end(), unheard.begin(), unheard.end());
  fleet = start_leavers(site, 1);
  site.conclude(accepted, {.repeated = window, .lost_least = 500, .lost_most = 500, .text = "publishers are not told"});
}

TEMPLATE_TEST_CASE("F5 rolling update of three replicas under their ids (keep)", "", Mosquitto, Artemis) {
  FaultSite site(kind_of<TestType>);
  auto fleet = site.start_all(3);
  LoadPublisher load(site.broker().port(), {.count = 5'000, .per_second = 1'000});
  for (unsigned number = 0; number < 3; ++number) {
    CHECK(fleet[number]->stop() == 0);
    fleet[number] = site.start(number);
  }
  site.conclude(load, {.repeated = 3 * repeats_of_a_stop(site.kind())});
}

}  // namespace sluice::test
