// SPDX-License-Identifier: Apache-2.0
// The worker is ended under load, the hard way and the soft way, and starts again under the same client id.
#include <catch2/catch.hpp>
#include <memory>

#include "support/site.hpp"

namespace sluice::test {
namespace {

using None = std::vector<MessageId>;

constexpr std::size_t window = 1000;  ///< the default of mqtt.receive_maximum

std::unique_ptr<SluiceProcess> start(const TaskFile& file) {
  auto sluice = std::make_unique<SluiceProcess>(file);
  sluice->wait_ready();
  return sluice;
}

}  // namespace

TEST_CASE("kill -9 four times at 5,000 messages a second: 0 lost, at most a window repeated each time") {
  const Site site;
  auto sluice = start(site.file());
  LoadPublisher load(site.mosquitto.port(), {.count = 60'000, .per_second = 5'000});
  for (const std::size_t reached : {10'000U, 22'000U, 34'000U, 46'000U}) {
    REQUIRE(load.wait_for_answers(reached, Milliseconds{60'000}));
    sluice->kill();
    sluice = start(site.file());
  }
  const auto result = load.finish(Milliseconds{60'000});
  CHECK(result.accepted.size() == 60'000);
  const auto tally = site.settle(result.accepted);
  CHECK(tally.missing(result.accepted) == None{});
  CHECK(tally.repeats() <= 4 * window);
  CHECK(site.log.keys_out_of_order().empty());
  CHECK(sluice->stop() == 0);
  WARN("60,000 messages, 4 x kill -9: " << tally.repeats() << " repeated");
}

TEST_CASE(
    "four times Kafka stops for a moment and then sluice is killed: 0 lost, at most a window repeated each time") {
  Site site;
  auto sluice = start(site.file());
  LoadPublisher load(site.mosquitto.port(), {.count = 24'000, .per_second = 3'000});
  for (const std::size_t reached : {3'000U, 8'000U, 13'000U, 18'000U}) {
    REQUIRE(load.wait_for_answers(reached, Milliseconds{60'000}));
    site.kafka.freeze();
    REQUIRE(load.wait_for_answers(reached + 1'500, Milliseconds{60'000}));
    sluice->kill();
    site.kafka.thaw();
    sluice = start(site.file());
  }
  const auto result = load.finish(Milliseconds{60'000});
  CHECK(result.accepted.size() == 24'000);
  const auto tally = site.settle(result.accepted);
  CHECK(tally.missing(result.accepted) == None{});
  CHECK(tally.repeats() <= 4 * window);
  CHECK(sluice->stop() == 0);
  WARN("24,000 messages, 4 x (Kafka frozen, kill -9): " << tally.repeats() << " repeated");
}

TEST_CASE("four graceful restarts at 5,000 messages a second: 0 lost, 0 repeated") {
  const Site site;
  auto sluice = start(site.file());
  LoadPublisher load(site.mosquitto.port(), {.count = 30'000, .per_second = 5'000});
  for (const std::size_t reached : {5'000U, 11'000U, 17'000U, 23'000U}) {
    REQUIRE(load.wait_for_answers(reached, Milliseconds{60'000}));
    CHECK(sluice->stop() == 0);
    sluice = start(site.file());
  }
  const auto result = load.finish(Milliseconds{60'000});
  CHECK(result.accepted.size() == 30'000);
  const auto tally = site.settle(result.accepted);
  CHECK(tally.missing(result.accepted) == None{});
  CHECK(tally.repeats() == 0);
  CHECK(site.log.keys_out_of_order().empty());
  CHECK(sluice->stop() == 0);
}

TEST_CASE("a stop at the deadline without Kafka loses nothing: all comes again after the start") {
  Site site;
  auto sluice = start(site.file().set("mqtt.stop_deadline", "1s"));
  LoadPublisher load(site.mosquitto.port(), {.count = 6'000, .per_second = 2'000});
  REQUIRE(load.wait_for_answers(2'000, Milliseconds{20'000}));
  site.kafka.freeze();
  REQUIRE(load.wait_for_answers(4'000, Milliseconds{20'000}));
  CHECK(sluice->stop() == 4);
  site.kafka.thaw();
  sluice = start(site.file());
  const auto result = load.finish(Milliseconds{60'000});
  CHECK(result.accepted.size() == 6'000);
  const auto tally = site.settle(result.accepted);
  CHECK(tally.missing(result.accepted) == None{});
  CHECK(tally.repeats() <= window);
  CHECK(sluice->stop() == 0);
}

}  // namespace sluice::test
