// SPDX-License-Identifier: Apache-2.0
// The main job between real servers, and what both of them may do meanwhile.
#include <catch2/catch.hpp>

#include "support/site.hpp"

namespace sluice::test {
namespace {

using None = std::vector<MessageId>;

}  // namespace

TEST_CASE("20,000 messages arrive, each once, in order per topic") {
  const Site site;
  SluiceProcess sluice(site.file());
  sluice.wait_ready();
  LoadPublisher load(site.mosquitto.port(), {.count = 20'000});
  const auto result = load.finish(Milliseconds{60'000});
  CHECK(result.failure.empty());
  CHECK(result.accepted.size() == 20'000);
  const auto tally = site.settle(result.accepted);
  CHECK(tally.missing(result.accepted) == None{});
  CHECK(tally.repeats() == 0);
  CHECK(site.log.keys_out_of_order().empty());
  CHECK(sluice.stop() == 0);
  sluice.wait_for_log({"event=stopped", "received=20000", "delivered=20000", "in_flight=0"});
}

TEST_CASE("two replicas of a group share the messages") {
  const Site site;
  SluiceProcess first(site.file());
  SluiceProcess second(site.file().set("mqtt.client_id", "plant-1"));
  first.wait_ready();
  second.wait_ready();
  LoadPublisher load(site.mosquitto.port(), {.count = 4'000});
  const auto result = load.finish(Milliseconds{60'000});
  const auto tally = site.settle(result.accepted);
  CHECK(tally.missing(result.accepted) == None{});
  CHECK(tally.repeats() == 0);
  CHECK(first.stop() == 0);
  CHECK(second.stop() == 0);
  // Mosquitto takes turns.
  first.wait_for_log({"event=stopped", "delivered=2000"});
  second.wait_for_log({"event=stopped", "delivered=2000"});
}

TEST_CASE("a replica that leaves hands its share to the others and leaves no session behind") {
  const Site site;
  SluiceProcess stays(site.file());
  SluiceProcess leaves(site.file().set("mqtt.client_id", "plant-1").set("mqtt.on_stop", "leave"));
  stays.wait_ready();
  leaves.wait_ready();
  LoadPublisher load(site.mosquitto.port(), {.count = 10'000, .per_second = 2'000});
  REQUIRE(load.wait_for_answers(4'000, Milliseconds{20'000}));
  CHECK(leaves.stop() == 0);
  const auto result = load.finish(Milliseconds{60'000});
  CHECK(result.accepted.size() == 10'000);
  const auto tally = site.settle(result.accepted);
  CHECK(tally.missing(result.accepted) == None{});
  CHECK(tally.repeats() == 0);
  const MqttClient probe(site.mosquitto.port(), {.client_id = "plant-1", .clean_start = false, .properties = {}});
  CHECK_FALSE(probe.connack().session_present);
  CHECK(stays.stop() == 0);
}

TEST_CASE("a replica that keeps its session finds what came while it was away") {
  const Site site;
  {
    SluiceProcess sluice(site.file());
    sluice.wait_ready();
    CHECK(sluice.stop() == 0);
  }
  LoadPublisher load(site.mosquitto.port(), {.count = 3'000});
  const auto result = load.finish(Milliseconds{60'000});
  CHECK(result.accepted.size() == 3'000);
  CHECK(site.log.count() == 0);
  SluiceProcess sluice(site.file());
  const auto tally = site.settle(result.accepted);
  CHECK(tally.missing(result.accepted) == None{});
  CHECK(tally.repeats() == 0);
  CHECK(sluice.stop() == 0);
}

TEST_CASE("after a restart of Mosquitto the messages flow again, without help") {
  Site site(Site::Saving::at_each_change);
  SluiceProcess sluice(site.file());
  sluice.wait_ready();
  LoadPublisher before(site.mosquitto.port(), {.first = 0, .count = 1'000});
  auto accepted = before.finish(Milliseconds{30'000}).accepted;
  site.mosquitto.stop();
  sluice.wait_for_log({"event=connection_lost"});
  site.mosquitto.start();
  sluice.wait_ready(2);
  LoadPublisher after(site.mosquitto.port(), {.first = 1'000, .count = 1'000});
  const auto more = after.finish(Milliseconds{30'000}).accepted;
  CHECK(more.size() == 1'000);
  accepted.insert(accepted.end(), more.begin(), more.end());
  CHECK(site.settle(accepted).missing(accepted) == None{});
  CHECK(sluice.stop() == 0);
}

}  // namespace sluice::test
