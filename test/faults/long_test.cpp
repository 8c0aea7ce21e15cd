// SPDX-License-Identifier: Apache-2.0
// The long forms of what other files try for seconds.
#include <catch2/catch.hpp>

#include "faults/network_faults.hpp"
#include "faults/replica_faults.hpp"

namespace sluice::test {

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

TEMPLATE_TEST_CASE("F4 SIGTERM of the only replica (keep) and back after 30 s", "", Mosquitto, Artemis) {
  stop_and_come_back(kind_of<TestType>, Milliseconds{30'000});
}

TEMPLATE_TEST_CASE("F7 network cut of 5 s within the keep-alive", "", Mosquitto, Artemis) {
  cut_network(kind_of<TestType>, {.length = Milliseconds{5'000}, .keep_alive = "30s"});
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
  site.conclude(accepted, {.repeated = repeats_of_a_stop(site.kind()), .text = "packet ids wrap"});
}

}  // namespace sluice::test
