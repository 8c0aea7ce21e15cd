// SPDX-License-Identifier: Apache-2.0
// Kafka is away for a while, under load.
#include <catch2/catch.hpp>

#include "faults/fault_site.hpp"

namespace sluice::test {
namespace {

constexpr std::size_t memory_bound_mib = 128;

}  // namespace

TEMPLATE_TEST_CASE("F11 Kafka killed and away for 5 s", "", Mosquitto, Artemis) {
  FaultSite site(kind_of<TestType>);
  const auto sluice = FaultSite::start(site.file(0).set("mqtt.keep_alive", "2s"));
  LoadPublisher load(site.broker().port(), {.count = 9'000, .per_second = 1'000});
  REQUIRE(load.wait_for_answers(1'000, Milliseconds{20'000}));
  site.kafka().kill();
  last(Milliseconds{5'000});
  site.kafka().start();
  site.conclude(load, {.text = "one connection, memory <= 128 MiB"});
  CHECK(sluice->process().count_lines("event=connection_lost") == 0);
  CHECK(peak_memory_mib(sluice->process()) <= memory_bound_mib);
}

}  // namespace sluice::test
