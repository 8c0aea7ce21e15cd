// SPDX-License-Identifier: Apache-2.0
// A producer that is exchanged for one with other certificates, while messages flow.
#include "component/kafka_rig.hpp"

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

/// Goes on with messages from `next` up to `end`, as fast as the sink takes them.
bool submit_all(SinkRig& rig, Ticket& next, Ticket end) {
  return rig.until([&] {
    next += rig.submit_up_to(next, static_cast<std::size_t>(end - next));
    return next == end;
  });
}

}  // namespace

TEST_CASE("a producer is exchanged under load: nothing is lost, repeated or out of order") {
  MockKafka kafka;
  kafka.create_topic("telemetry", 1);
  kafka.set_round_trip(30ms);
  SinkRig rig(kafka_config(kafka.brokers()));
  const RdkafkaProducer* const first = &rig.sink->producer();
  Ticket next = 0;
  REQUIRE(submit_all(rig, next, 200));
  REQUIRE_FALSE(rig.open.empty());
  rig.sink->renew();
  // What the old one holds comes first.
  CHECK(rig.submit_up_to(next, 1) == 0);
  CHECK(rig.sink->next_poll().has_value());
  REQUIRE(submit_all(rig, next, 400));
  CHECK(&rig.sink->producer() != first);
  CHECK_FALSE(rig.sink->next_poll().has_value());
  REQUIRE(rig.until_reported());
  CHECK(rig.failed.empty());
  CHECK(numbers(KafkaReader(kafka.bootstrap(), "telemetry").read(400)) == count_from_zero(400));
}

TEST_CASE("a producer without work is exchanged at once, as often as one likes") {
  MockKafka kafka;
  kafka.create_topic("telemetry", 1);
  SinkRig rig(kafka_config(kafka.brokers()));
  for (Ticket ticket = 0; ticket < 5; ++ticket) {
    rig.sink->renew();
    rig.submit(ticket, 1);
    REQUIRE(rig.until_reported());
  }
  CHECK(rig.delivered.size() == 5);
  CHECK(rig.failed.empty());
}

TEST_CASE(
    "where Kafka does not answer, as it does not take the old certificate, the new producer gets all again in order") {
  MockKafka kafka;
  kafka.create_topic("telemetry", 1);
  SinkRig rig(kafka_config(kafka.brokers()));
  kafka.set_down();
  rig.submit(0, 100);
  const auto begin = Clock::now();
  rig.sink->renew();
  rig.sink->renew();  // the files have changed again
  REQUIRE(rig.until_reported());
  CHECK(Clock::now() - begin > 4s);
  CHECK(rig.failed.size() == 100);
  for (const auto& failure : rig.failed) CHECK(failure.second.outcome.verdict == Verdict::retry);
  // It is no loss of state, and not told as one.
  CHECK(rig.events.find("kafka_producer_restarted") == nullptr);
  kafka.set_up();
  rig.resubmit_all(Company::shared);
  REQUIRE(rig.until_reported());
  CHECK(rig.failed.empty());
  CHECK(numbers(KafkaReader(kafka.bootstrap(), "telemetry").read(100)) == count_from_zero(100));
}

TEST_CASE("a restart while a producer is exchanged brings the new one") {
  MockKafka kafka;
  kafka.create_topic("telemetry", 1);
  SinkRig rig(kafka_config(kafka.brokers()));
  kafka.set_down();
  rig.submit(0, 10);
  rig.sink->renew();
  rig.sink->restart();
  rig.sink->renew();
  REQUIRE(rig.until_reported());
  CHECK(rig.failed.size() == 10);
  kafka.set_up();
  rig.resubmit_all(Company::shared);
  REQUIRE(rig.until_reported());
  CHECK(rig.delivered.size() == 10);
}

}  // namespace sluice::test
