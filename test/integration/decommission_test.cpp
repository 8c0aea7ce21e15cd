// SPDX-License-Identifier: Apache-2.0
// `sluice decommission` against the real broker: dead replicas are rescued, living ones are left in peace.
#include <catch2/catch.hpp>

#include "support/site.hpp"

namespace sluice::test {
namespace {

using None = std::vector<MessageId>;

int decommission(const Site& site, const std::string& client_id, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{"--client-id", client_id};
  arguments.insert(arguments.end(), more.begin(), more.end());
  SluiceProcess sluice(site.file(), arguments, "decommission");
  return sluice.exit_code(Milliseconds{90'000});
}

}  // namespace

TEST_CASE("a killed replica that never returns is rescued by decommission") {
  const Site site;
  SluiceProcess stays(site.file());
  SluiceProcess dies(site.file().set("mqtt.client_id", "plant-1"));
  stays.wait_ready();
  dies.wait_ready();
  LoadPublisher load(site.mosquitto.port(), {.count = 8'000, .per_second = 2'000});
  REQUIRE(load.wait_for_answers(2'000, Milliseconds{20'000}));
  dies.kill();
  // Until now every second message has gone to the dead one.
  REQUIRE(load.wait_for_answers(5'000, Milliseconds{20'000}));
  CHECK(decommission(site, "plant-1", {"--force"}) == 0);
  const auto result = load.finish(Milliseconds{60'000});
  CHECK(result.accepted.size() == 8'000);
  const auto tally = site.settle(result.accepted);
  CHECK(tally.missing(result.accepted) == None{});
  CHECK(tally.repeats() <= 1'000);
  const MqttClient probe(site.mosquitto.port(), {.client_id = "plant-1", .clean_start = false, .properties = {}});
  CHECK_FALSE(probe.connack().session_present);
  CHECK(decommission(site, "plant-1") == 0);  // safe to run twice
  CHECK(stays.stop() == 0);
}

}  // namespace sluice::test
