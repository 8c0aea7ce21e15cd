// SPDX-License-Identifier: Apache-2.0
// The long forms of what other files try for seconds.
#include <catch2/catch.hpp>

#include "faults/network_faults.hpp"
#include "faults/replica_faults.hpp"

namespace sluice::test {

TEMPLATE_TEST_CASE("F1 kill -9 of one of three with a full window and back after 10 s", "", Mosquitto, Artemis) {
  kill_and_come_back(kind_of<TestType>, Milliseconds{10'000});
}

TEMPLATE_TEST_CASE("F4 SIGTERM of the only replica (keep) and back after 30 s", "", Mosquitto, Artemis) {
  stop_and_come_back(kind_of<TestType>, Milliseconds{30'000});
}

TEMPLATE_TEST_CASE("F7 network cut of 60 s", "", Mosquitto, Artemis) {
  cut_network(kind_of<TestType>, {.length = Milliseconds{60'000}, .keep_alive = "10s"});
}

TEMPLATE_TEST_CASE("F8 broker frozen for 60 s", "", Mosquitto, Artemis) {
  freeze_broker(kind_of<TestType>, {.length = Milliseconds{60'000}, .keep_alive = "10s"});
}

TEMPLATE_TEST_CASE("F11 Kafka killed and away for 120 s", "", Mosquitto, Artemis) {
  lose_kafka(kind_of<TestType>, Milliseconds{120'000});
}

// One under way for each packet id, and more: the ids wrap.
TEMPLATE_TEST_CASE("F23 100000 messages of backlog at the start", "", Mosquitto, Artemis) {
  FaultSite site(kind_of<TestType>);
  {
    const auto replica = site.start(0);
    CHECK(replica->stop() == 0);
  }
  LoadPublisher load(site.broker().port(), {.count = 100'000, .per_second = 10'000});
  const auto accepted = load.finish(Milliseconds{120'000}).accepted;
  CHECK(accepted.size() == 100'000);
  const auto replica = site.start(0);
  site.conclude(accepted, {.text = "packet ids wrap"});
}

}  // namespace sluice::test
