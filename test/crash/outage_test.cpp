// SPDX-License-Identifier: Apache-2.0
// A server is killed or frozen under load; the worker stays.
#include <catch2/catch.hpp>

#include "support/site.hpp"

namespace sluice::test {
namespace {

using None = std::vector<MessageId>;

constexpr std::size_t window = 1000;  ///< the default of mqtt.receive_maximum

/// An outage has a length: there is nothing to wait for meanwhile.
void last(Milliseconds length) {
  eventually(length, [] { return false; });
}

void check_nothing_lost(const Site& site, LoadPublisher& load, std::size_t count, std::size_t repeats_allowed) {
  const auto result = load.finish(Milliseconds{60'000});
  CHECK(result.failure.empty());
  CHECK(result.accepted.size() == count);
  const auto tally = site.settle(result.accepted);
  CHECK(tally.missing(result.accepted) == None{});
  CHECK(tally.repeats() <= repeats_allowed);
}

}  // namespace

TEST_CASE("Kafka is killed and away for 20 s under load: 0 lost") {
  Site site;
  SluiceProcess sluice(site.file());
  sluice.wait_ready();
  LoadPublisher load(site.mosquitto.port(), {.count = 50'000, .per_second = 2'000});
  REQUIRE(load.wait_for_answers(4'000, Milliseconds{20'000}));
  site.kafka.kill();
  last(Milliseconds{20'000});
  site.kafka.start();
  check_nothing_lost(site, load, 50'000, window);
  CHECK(sluice.process().count_lines("event=connection_lost") == 0);
  CHECK(sluice.stop() == 0);
}

TEST_CASE("Kafka is frozen for 6 s under load: 0 lost") {
  Site site;
  SluiceProcess sluice(site.file());
  sluice.wait_ready();
  LoadPublisher load(site.mosquitto.port(), {.count = 20'000, .per_second = 2'000});
  REQUIRE(load.wait_for_answers(4'000, Milliseconds{20'000}));
  site.kafka.freeze();
  last(Milliseconds{6'000});
  site.kafka.thaw();
  check_nothing_lost(site, load, 20'000, 0);
  CHECK(sluice.stop() == 0);
}

TEST_CASE("a broker that freezes is left by the ping, and found again: 0 lost") {
  Site site;
  SluiceProcess sluice(site.file().set("mqtt.keep_alive", "2s"));
  sluice.wait_ready();
  LoadPublisher load(site.mosquitto.port(), {.count = 8'000, .per_second = 2'000});
  REQUIRE(load.wait_for_answers(4'000, Milliseconds{20'000}));
  site.mosquitto.freeze();
  sluice.wait_for_log({"event=connection_lost"}, Milliseconds{15'000});
  site.mosquitto.thaw();
  check_nothing_lost(site, load, 8'000, window);
  CHECK(sluice.stop() == 0);
}

TEST_CASE("Mosquitto is restarted under load: what it accepted is not lost") {
  Site site(Site::Saving::at_each_change);
  SluiceProcess sluice(site.file());
  sluice.wait_ready();
  LoadPublisher load(site.mosquitto.port(), {.count = 4'000, .per_second = 1'000});
  REQUIRE(load.wait_for_answers(2'000, Milliseconds{20'000}));
  site.mosquitto.stop();
  const auto before = load.finish(Milliseconds{20'000});
  CHECK_FALSE(before.failure.empty());
  site.mosquitto.start();
  sluice.wait_ready(2);
  const auto tally = site.settle(before.accepted);
  CHECK(tally.missing(before.accepted) == None{});
  CHECK(tally.repeats() <= window);
  CHECK(sluice.stop() == 0);
}

}  // namespace sluice::test
