// SPDX-License-Identifier: Apache-2.0
// Messages that can never be delivered as they are, among others.
#include <catch2/catch.hpp>

#include "faults/fault_site.hpp"

namespace sluice::test {
namespace {

/// Publishes 400 messages, 20 of them of `large` bytes: these must become dead letters.
void publish_large_ones(BrokerKind kind, std::size_t large, const std::string& max_message_size) {
  FaultSite site(kind);
  create_topic(site.kafka().address(), "small", 1, {{"max.message.bytes", "200000"}});
  create_topic(site.kafka().address(), "dead", 1);
  const RecordLog small(site.kafka().address(), "small", 1);
  const RecordLog dead(site.kafka().address(), "dead", 1);
  const auto sluice = FaultSite::start(site.file(0)
                                           .set("mapping.topic", "small")
                                           .set("mqtt.max_message_size", max_message_size)
                                           .set("dead_letters.topic", "dead")
                                           .set("kafka.compression", "none"));
  LoadPublisher usual(site.broker().port(), {.first = 0, .count = 380, .per_second = 400});
  LoadPublisher other(site.broker().port(), {.first = 1'000, .count = 20, .per_second = 20, .payload_size = large});
  auto accepted = usual.finish(Milliseconds{60'000}).accepted;
  const auto accepted_large = other.finish(Milliseconds{60'000}).accepted;
  CHECK(small.wait_for_distinct(accepted.size(), Milliseconds{30'000}));
  CHECK(dead.wait_for_distinct(accepted_large.size(), Milliseconds{30'000}));
  CHECK(sluice->stop() == 0);  // not 4: nothing is left unacknowledged

  const std::size_t lost = small.tally().missing(accepted).size() + dead.tally().missing(accepted_large).size();
  const std::size_t repeated = small.tally().repeats() + dead.tally().repeats();
  CHECK(lost == 0);
  CHECK(repeated == 0);
  write_row({FaultCounts{accepted.size() + accepted_large.size(), lost, repeated}, "lost = 0, 20 dead letters",
             lost + repeated == 0 ? "held" : "FAILED"});
}

}  // namespace

TEMPLATE_TEST_CASE("F14 20 of 400 records are larger than the topic takes", "", Mosquitto, Artemis) {
  publish_large_ones(kind_of<TestType>, 300'000, "16MiB");
}

TEMPLATE_TEST_CASE("F22 20 of 400 messages are larger than mqtt.max_message_size", "", Mosquitto, Artemis) {
  publish_large_ones(kind_of<TestType>, 300'000, "100KiB");
}

}  // namespace sluice::test
