// SPDX-License-Identifier: Apache-2.0
// Mosquitto, a Kafka that takes its time, and a connection that is reset between packets: what comes again.
#include <catch2/catch.hpp>
#include <set>

#include "support/cutting_proxy.hpp"
#include "support/load.hpp"
#include "support/mock_kafka.hpp"
#include "support/servers.hpp"
#include "support/sluice_process.hpp"

namespace sluice::test {
namespace {

constexpr std::size_t count = 10'000;
constexpr std::size_t cuts = 3;

struct Counts {
  std::size_t distinct = 0;
  std::size_t repeated = 0;
};

Counts run_with_cuts(bool avoid_duplicates) {
  const Mosquitto mosquitto({"autosave_on_changes false"});
  MockKafka kafka;
  kafka.create_topic("plant", 4);
  kafka.set_round_trip(Milliseconds{300});
  CuttingProxy proxy(mosquitto.port(), {});
  SluiceProcess sluice(TaskFile(proxy.url(), kafka.bootstrap())
                           .set("log.level", "info")
                           .set("mqtt.avoid_duplicates", avoid_duplicates ? "true" : "false"));
  sluice.wait_ready();
  LoadPublisher load(mosquitto.port(), {.count = count, .per_second = 1'000});
  // Each time in a steady flow: a PUBACK that is lost with the connection cannot be made good.
  for (std::size_t cut = 1; cut <= cuts; ++cut) {
    sluice.wait_ready(cut);
    REQUIRE(load.wait_for_answers(load.answered() + 1'000, Milliseconds{30'000}));
    proxy.cut();
  }
  sluice.wait_ready(cuts + 1);
  REQUIRE(load.finish(Milliseconds{60'000}).accepted.size() == count);

  Counts counts;
  std::set<MessageId> seen;
  KafkaReader reader(kafka.bootstrap(), "plant");
  const auto take = [&](std::size_t most, Milliseconds within) {
    const auto records = reader.read(most, within);
    for (const auto& record : records) {
      if (!seen.insert(id_of(record.value.value_or(""))).second) ++counts.repeated;
    }
    return records.size();
  };
  const auto end = Clock::now() + Milliseconds{60'000};
  while (seen.size() < count && Clock::now() < end) take(count - seen.size(), Milliseconds{5'000});
  while (take(count, Milliseconds{1'500}) > 0 && Clock::now() < end) {
  }
  counts.distinct = seen.size();
  CHECK(proxy.cuts() == cuts);
  CHECK(sluice.stop() == 0);
  return counts;
}

}  // namespace

TEST_CASE("with mqtt.avoid_duplicates hardly anything is repeated when connections are lost under load") {
  const Counts without = run_with_cuts(false);
  const Counts with = run_with_cuts(true);
  WARN("of " << count << " messages and " << cuts << " cuts, without: " << without.repeated
             << " repeated, with: " << with.repeated);
  CHECK(without.distinct == count);
  CHECK(with.distinct == count);
  CHECK(without.repeated > 100);
  CHECK(with.repeated < without.repeated / 10);
}

}  // namespace sluice::test
