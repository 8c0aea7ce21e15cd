// SPDX-License-Identifier: Apache-2.0
// A replica is killed under load and comes back, or does not.
#include <catch2/catch.hpp>

#include "faults/replica_faults.hpp"

namespace sluice::test {

TEMPLATE_TEST_CASE("F1 kill -9 of one of three with a full window and back after 2 s", "", Mosquitto, Artemis) {
  kill_and_come_back(kind_of<TestType>, Milliseconds{2'000});
}

TEMPLATE_TEST_CASE("F1 kill -9 of one of three with a full window and back after 10 s", "", Mosquitto, Artemis) {
  kill_and_come_back(kind_of<TestType>, Milliseconds{10'000});
}

/// One replica at 5,000 messages a second with the default window: ended four times in some way, and started again.
template <class End>
void end_four_times(std::size_t repeated, End end) {
  FaultSite site(BrokerKind::mosquitto);
  const auto file = site.file(0).remove("mqtt.receive_maximum");
  auto sluice = FaultSite::start(file);
  LoadPublisher load(site.broker().port(), {.count = 60'000, .per_second = 5'000});
  for (const std::size_t reached : {10'000U, 22'000U, 34'000U, 46'000U}) {
    REQUIRE(load.wait_for_answers(reached, Milliseconds{60'000}));
    end(*sluice);
    sluice = FaultSite::start(file);
  }
  site.conclude(load, {.repeated = repeated, .text = "order per key kept"});
  CHECK(site.log().keys_out_of_order().empty());
}

TEST_CASE("F1 kill -9 of the only replica four times at 5000 messages a second - Mosquitto") {
  constexpr std::size_t default_window = 1'000;
  end_four_times(4 * default_window, [](SluiceProcess& sluice) { sluice.kill(); });
}

TEST_CASE("F4 SIGTERM of the only replica (keep) four times at 5000 messages a second - Mosquitto") {
  end_four_times(0, [](SluiceProcess& sluice) { CHECK(sluice.stop() == 0); });
}

}  // namespace sluice::test
