// SPDX-License-Identifier: Apache-2.0
// What takes longer than a minute.
#include <catch2/catch.hpp>

#include "faults/network_faults.hpp"
#include "faults/replica_faults.hpp"

namespace sluice::test {

TEMPLATE_TEST_CASE("F7 network cut of 60 s", "", Mosquitto, Artemis) {
  cut_network(kind_of<TestType>, {.length = Milliseconds{60'000}, .keep_alive = "10s"});
}

TEMPLATE_TEST_CASE("F8 broker frozen for 60 s", "", Mosquitto, Artemis) {
  freeze_broker(kind_of<TestType>, {.length = Milliseconds{60'000}, .keep_alive = "10s"});
}

TEMPLATE_TEST_CASE("F11 Kafka killed and away for 120 s", "", Mosquitto, Artemis) {
  lose_kafka(kind_of<TestType>, Milliseconds{120'000});
}

/// Each of the two takes the client id from the other, until one of them gives up.
TEMPLATE_TEST_CASE("F15 a second process under the same client id", "", Mosquitto, Artemis) {
  FaultSite site(kind_of<TestType>);
  auto first = site.start(0);
  LoadPublisher load(site.broker().port(), {.count = 100'000, .per_second = 250});
  REQUIRE(load.wait_for_answers(250, Milliseconds{20'000}));
  auto second = site.start(0);
  auto has_ended = [](SluiceProcess& sluice) { return !sluice.process().is_running(); };
  REQUIRE(eventually(Milliseconds{230'000}, [&] { return has_ended(*first) || has_ended(*second); }));
  SluiceProcess& gave_up = has_ended(*first) ? *first : *second;
  load.send_no_more();
  CHECK(gave_up.exit_code() == 3);
  gave_up.wait_for_log({"event=stopped", "another process"});
  const std::size_t ends =
      first->process().count_lines("event=connection_lost") + second->process().count_lines("event=connection_lost");
  site.conclude(load, {.repeated = ends * repeats_of_an_end(site.kind()), .text = "one exits with code 3"});
}

}  // namespace sluice::test
