// SPDX-License-Identifier: Apache-2.0
#include "faults/replica_faults.hpp"

#include <catch2/catch.hpp>

namespace sluice::test {
namespace {

constexpr unsigned per_second = 1'000;
constexpr std::size_t memory_bound_mib = 128;

MessageId load_for(Milliseconds length) {
  return static_cast<MessageId>(per_second * (static_cast<std::size_t>(length.count()) / 1'000 + 3));
}

}  // namespace

void kill_and_come_back(BrokerKind kind, Milliseconds gap) {
  FaultSite site(kind);
  auto replicas = site.start_all(3);
  LoadPublisher load(site.broker().port(), {.count = load_for(gap), .per_second = per_second});
  REQUIRE(load.wait_for_answers(1'000, Milliseconds{20'000}));
  site.kafka().freeze();
  REQUIRE(load.wait_for_answers(2'000, Milliseconds{20'000}));
  replicas[1]->kill();
  site.kafka().thaw();
  last(gap);
  replicas[1] = site.start(1);
  site.conclude(load, {.repeated = repeats_of_an_end(kind)});
}

void stop_and_come_back(BrokerKind kind, Milliseconds gap) {
  FaultSite site(kind);
  auto replica = site.start(0);
  LoadPublisher load(site.broker().port(), {.count = load_for(gap), .per_second = per_second});
  REQUIRE(load.wait_for_answers(1'000, Milliseconds{20'000}));
  CHECK(replica->stop() == 0);
  last(gap);
  replica = site.start(0);
  site.conclude(load, {.repeated = repeats_of_a_stop(kind)});
}

void lose_kafka(BrokerKind kind, Milliseconds length) {
  FaultSite site(kind);
  const auto sluice = FaultSite::start(site.file(0).set("mqtt.keep_alive", "2s"));
  LoadPublisher load(site.broker().port(), {.count = load_for(length), .per_second = per_second});
  REQUIRE(load.wait_for_answers(1'000, Milliseconds{20'000}));
  site.kafka().kill();
  last(length);
  site.kafka().start();
  site.conclude(load, {.repeated = window, .text = "one connection, memory <= 128 MiB"});
  CHECK(sluice->process().count_lines("event=connection_lost") == 0);
  CHECK(peak_memory_mib(sluice->process()) <= memory_bound_mib);
}

}  // namespace sluice::test
