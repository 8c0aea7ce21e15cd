// SPDX-License-Identifier: Apache-2.0
// The members of a group change: more of them, fewer of them, dead ones that are decommissioned.
#include <algorithm>
#include <catch2/catch.hpp>

#include "component/operations_rig.hpp"
#include "faults/fault_site.hpp"

namespace sluice::test {
namespace {

using Fleet = std::vector<std::unique_ptr<SluiceProcess>>;

/// Drains the session of a replica and ends it.
void decommission(const FaultSite& site, unsigned number) {
  const auto id = "plant-" + std::to_string(number);
  SluiceProcess sluice(site.file(0), {"--client-id", id, "--force"}, "decommission");
  const int code = sluice.exit_code(Milliseconds{60'000});
  INFO(sluice.process().output());
  CHECK(code == 0);
  CHECK_FALSE(site.has_session(id));
}

/// The value of a metric of each that has the client id as its label.
std::vector<std::size_t> metric_of(const std::vector<Watcher>& replicas, const std::string& name) {
  std::vector<std::size_t> values;
  for (const Watcher& replica : replicas) {
    const std::string body = replica.get("/metrics").body;
    const auto found = body.find('\n' + name + '{');
    REQUIRE(found != std::string::npos);
    values.push_back(std::stoul(body.substr(body.find('}', found) + 1)));
  }
  return values;
}

}  // namespace

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
  // Artemis looks for sessions that ran out every 5 s (mqtt-session-scan-interval).
  if (kind == BrokerKind::artemis) {
    CHECK(eventually(Milliseconds{10'000}, [&] { return !site.has_session("plant-1"); }));
  } else {
    CHECK_FALSE(site.has_session("plant-1"));
  }
}

// Window, and a third of what came while its session lived: up to twice its expiry, which Mosquitto looks for lazily.
TEST_CASE("F2 kill -9 of one of three that never comes back and is not decommissioned - Mosquitto") {
  kill_for_good(BrokerKind::mosquitto, {.repeated = window, .lost_least = 1, .lost_most = window + 2'000});
}

TEST_CASE("F2 kill -9 of one of three that never comes back and is not decommissioned - Artemis") {
  kill_for_good(BrokerKind::artemis, {.repeated = repeats_of_an_end(BrokerKind::artemis)});
}

TEMPLATE_TEST_CASE("F2 kill -9 of one of three that never comes back and is decommissioned", "", Mosquitto, Artemis) {
  FaultSite site(kind_of<TestType>);
  auto replicas = site.start_all(3);
  LoadPublisher load(site.broker().port(), {.count = 5'000, .per_second = 1'000});
  REQUIRE(load.wait_for_answers(1'000, Milliseconds{20'000}));
  replicas[2]->kill();
  REQUIRE(load.wait_for_answers(2'000, Milliseconds{20'000}));
  decommission(site, 2);
  site.conclude(load,
                {.repeated = repeats_of_an_end(site.kind()) + repeats_of_a_stop(site.kind()), .text = "session gone"});
}

TEMPLATE_TEST_CASE("F5 rolling update of three replicas under new ids (leave)", "", Mosquitto, Artemis) {
  FaultSite site(kind_of<TestType>);
  Fleet fleet;
  for (unsigned number = 0; number < 3; ++number) {
    fleet.push_back(FaultSite::start(site.file(number).set("mqtt.on_stop", "leave")));
  }
  LoadPublisher load(site.broker().port(), {.count = 6'000, .per_second = 800});
  for (unsigned number = 0; number < 3; ++number) {
    auto next = FaultSite::start(site.file(3 + number).set("mqtt.on_stop", "leave"));
    CHECK(fleet[number]->stop() == 0);
    fleet[number] = std::move(next);
  }
  site.conclude(load, {.repeated = 3 * repeats_of_a_stop(site.kind())});
}

TEMPLATE_TEST_CASE("F6 scale from 3 to 6 to 2 replicas", "", Mosquitto, Artemis) {
  FaultSite site(kind_of<TestType>);
  Fleet fleet;
  const auto add = [&] {
    const auto number = static_cast<unsigned>(fleet.size());
    fleet.push_back(std::make_unique<SluiceProcess>(site.file(number).set("operations.listen", "\":0\"")));
  };
  while (fleet.size() < 3) add();
  for (const auto& replica : fleet) replica->wait_ready();
  LoadPublisher load(site.broker().port(), {.count = 10'000, .per_second = 500});
  REQUIRE(load.wait_for_answers(500, Milliseconds{20'000}));
  while (fleet.size() < 6) add();
  for (const auto& replica : fleet) replica->wait_ready();

  std::vector<Watcher> watchers;
  for (const auto& replica : fleet) watchers.emplace_back(*replica);
  // What queued while a producer met Kafka for the first time is no share: the windows have room when it is gone.
  REQUIRE(eventually(Milliseconds{30'000}, [&] {
    return std::ranges::min(metric_of(watchers, "sluice_messages_received_total")) > 50 &&
           std::ranges::max(metric_of(watchers, "sluice_window_messages")) < window / 4;
  }));
  const auto before = metric_of(watchers, "sluice_messages_received_total");
  REQUIRE(load.wait_for_answers(load.answered() + 3'000, Milliseconds{30'000}));
  const auto after = metric_of(watchers, "sluice_messages_received_total");

  for (unsigned number = 2; number < 6; ++number) fleet[number]->terminate();
  for (unsigned number = 2; number < 6; ++number) CHECK(fleet[number]->exit_code() == 0);
  for (unsigned number = 2; number < 6; ++number) decommission(site, number);
  site.conclude(load, {.repeated = 8 * repeats_of_a_stop(site.kind()), .text = "sessions gone, shares within 20 %"});
  std::size_t sum = 0;
  for (std::size_t i = 0; i < after.size(); ++i) sum += after[i] - before[i];
  const double mean = static_cast<double>(sum) / static_cast<double>(after.size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    CAPTURE(i, before, after);
    CHECK(static_cast<double>(after[i] - before[i]) == Approx(mean).epsilon(0.2));
  }
}

}  // namespace sluice::test
