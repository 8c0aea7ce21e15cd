// SPDX-License-Identifier: Apache-2.0
// A replica is killed under load and comes back, or does not.
#include <catch2/catch.hpp>

#include "faults/replica_faults.hpp"

namespace sluice::test {

TEMPLATE_TEST_CASE("F1 kill -9 of one of three with a full window and back after 2 s", "", Mosquitto, Artemis) {
  kill_and_come_back(kind_of<TestType>, Milliseconds{2'000});
}

/// A killed replica does not come back, and its session runs out.
void kill_for_good(BrokerKind kind, const Bound& bound) {
  FaultSite site(kind);
  std::vector<std::unique_ptr<SluiceProcess>> replicas;
  for (unsigned number = 0; number < 3; ++number) {
    replicas.push_back(FaultSite::start(site.file(number).set("mqtt.session_expiry", "3s")));
  }
  LoadPublisher load(site.broker().port(), {.count = 7'000, .per_second = 1'000});
  REQUIRE(load.wait_for_answers(1'000, Milliseconds{20'000}));
  replicas[1]->kill();
  site.conclude(load, bound);
  CHECK_FALSE(site.has_session("plant-1"));
}

// Window, and a third of what came while its session lived: up to twice its expiry, which Mosquitto looks for lazily.
TEST_CASE("F2 kill -9 of one of three that never comes back and is not decommissioned - Mosquitto") {
  kill_for_good(BrokerKind::mosquitto, {.repeated = window, .lost_least = 1, .lost_most = window + 2'000});
}

TEST_CASE("F2 kill -9 of one of three that never comes back and is not decommissioned - Artemis") {
  kill_for_good(BrokerKind::artemis, {.repeated = repeats_of_an_end(BrokerKind::artemis)});
}

}  // namespace sluice::test
