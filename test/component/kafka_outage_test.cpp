// SPDX-License-Identifier: Apache-2.0
#include "kafka_rig.hpp"

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

TEST_CASE("Kafka down for three seconds loses nothing, keeps the order, is told once and its return too") {
  MockKafka kafka;
  kafka.create_topic("telemetry", 1);
  SinkRig rig(kafka_config(kafka.brokers()));
  rig.submit(0, 100);
  REQUIRE(rig.until_reported());

  kafka.set_down();
  rig.submit(100, 900);
  rig.until([&] { return rig.open.empty(); }, 3s);
  CHECK(rig.open.size() == 900);
  REQUIRE(rig.events.count("kafka_unreachable") == 1);
  CHECK(
      rig.events.find("kafka_unreachable")->text.starts_with("Kafka cannot be reached at " + kafka.bootstrap() + ": "));
  CHECK(rig.events.count("kafka_back") == 0);

  kafka.set_up();
  REQUIRE(rig.until_reported());
  CHECK(rig.events.count("kafka_back") == 1);
  CHECK(rig.events.count("kafka_unreachable") == 1);
  CHECK(rig.failed.empty());
  CHECK(numbers(KafkaReader(kafka.bootstrap(), "telemetry").read(1000)) == count_from_zero(1000));
}

TEST_CASE("errors that pass are retried by librdkafka itself, in order and without a second record") {
  const auto error = GENERATE(RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
                              RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE);
  CAPTURE(rd_kafka_err2name(error));
  MockKafka kafka;
  kafka.create_topic("telemetry", 1);
  kafka.push_produce_errors({error, error, error});
  SinkRig rig(kafka_config(kafka.brokers()));

  rig.submit(0, 500);
  REQUIRE(rig.until_reported());

  CHECK(rig.failed.empty());
  CHECK(numbers(KafkaReader(kafka.bootstrap(), "telemetry").read(500)) == count_from_zero(500));
}

TEST_CASE("a wrong address is an event that names it, and records wait") {
  SinkRig rig(kafka_config({"127.0.0.1:1"}));
  rig.submit(0, 1);

  REQUIRE(rig.until([&] { return rig.events.count("kafka_unreachable") == 1; }));

  const std::string& text = rig.events.find("kafka_unreachable")->text;
  CHECK(text.starts_with("Kafka cannot be reached at 127.0.0.1:1: "));
  CHECK(text.find("Connection refused") != std::string::npos);
  CHECK(text.find("check kafka.brokers") != std::string::npos);
  CHECK(rig.open.size() == 1);
}

}  // namespace
}  // namespace sluice::test
