// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "kafka_rig.hpp"

namespace sluice::test {
namespace {

TEST_CASE("a record arrives with its key, its headers in order with repeats, and its bytes") {
  MockKafka kafka;
  kafka.create_topic("telemetry", 4);
  SinkRig rig(kafka_config(kafka.brokers()));
  const std::string payload("a\0b\xff", 4);
  const std::array<UserProperty, 4> user = {{{"k1", "v1"}, {"k2", ""}, {"k1", "v2"}, {"k1", "v1"}}};
  MqttMessage message;
  message.topic = "sensor/7/temperature";
  message.payload = payload;
  message.qos = 1;
  message.packet_id = 77;
  message.user_properties = user;

  REQUIRE(rig.submit(message, 0) == Submission::Kind::pending);
  REQUIRE(rig.until_reported());

  CHECK(rig.delivered == std::vector<Ticket>{0});
  const auto records = KafkaReader(kafka.bootstrap(), "telemetry").read(1);
  REQUIRE(records.size() == 1);
  CHECK(records[0].key == "sensor/7/temperature");
  CHECK(records[0].value == payload);
  CHECK(records[0].header("mqtt.topic") == "sensor/7/temperature");
  CHECK(records[0].header("mqtt.packet_id") == "77");
  CHECK(records[0].header("mqtt.qos") == "1");
  std::vector<std::pair<std::string, std::optional<std::string>>> own;
  for (const auto& header : records[0].headers) {
    if (header.first.starts_with("k")) own.push_back(header);
  }
  CHECK(own == decltype(own){{"k1", "v1"}, {"k2", ""}, {"k1", "v2"}, {"k1", "v1"}});
}

TEST_CASE("an empty payload is an empty value, not a tombstone") {
  MockKafka kafka;
  kafka.create_topic("telemetry", 1);
  SinkRig rig(kafka_config(kafka.brokers()));
  MqttMessage message;
  message.topic = "t";
  REQUIRE(rig.submit(message, 0) == Submission::Kind::pending);
  REQUIRE(rig.until_reported());
  const auto records = KafkaReader(kafka.bootstrap(), "telemetry").read(1);
  REQUIRE(records.size() == 1);
  CHECK(records[0].value == "");
}

TEST_CASE("each ticket is reported once and the records stand in the order of submission") {
  constexpr std::size_t count = 5000;
  MockKafka kafka;
  kafka.create_topic("telemetry", 1);
  Config config = kafka_config(kafka.brokers());
  config.mqtt.receive_maximum = count;
  SinkRig rig(config);

  rig.submit(0, count);
  REQUIRE(rig.until_reported());

  CHECK(rig.delivered.size() == count);
  CHECK(rig.failed.empty());
  CHECK(numbers(KafkaReader(kafka.bootstrap(), "telemetry").read(count)) == count_from_zero(count));
}

TEST_CASE("records of one key share a partition, as Java's murmur2 has it") {
  MockKafka kafka;
  kafka.create_topic("telemetry", 4);
  Config config = kafka_config(kafka.brokers());
  config.mapping.key = "21";
  SinkRig rig(config);
  rig.submit(0, 10);
  REQUIRE(rig.until_reported());
  const auto records = KafkaReader(kafka.bootstrap(), "telemetry").read(10);
  REQUIRE(records.size() == 10);
  // org.apache.kafka.common.utils.Utils: murmur2("21".getBytes()) = -973932308; (that & 0x7fffffff) % 4 = 0.
  for (const ReadRecord& record : records) CHECK(record.partition == 0);
}

TEST_CASE("a record's time is that of the message's receipt, or what the mapping takes from the message") {
  MockKafka kafka;
  kafka.create_topic("telemetry", 1);
  Config config = kafka_config(kafka.brokers());
  RouteRules dated{config.mapping, {"dated/#"}, {}};
  dated.timestamp = "${payload.t}";
  config.mapping.routes = {dated};
  SinkRig rig(config);
  MqttMessage message;
  message.topic = "plain";
  message.payload = R"({"t": "2023-11-14T22:13:20Z"})";
  message.received_ms = 1'700'000'000'123;
  CHECK(rig.submit(message, 0) == Submission::Kind::pending);
  message.topic = "dated/a";
  CHECK(rig.submit(message, 1) == Submission::Kind::pending);
  REQUIRE(rig.until_reported());
  const auto records = KafkaReader(kafka.bootstrap(), "telemetry").read(2);
  REQUIRE(records.size() == 2);
  CHECK(records[0].timestamp_ms == 1'700'000'000'123);
  CHECK(records[1].timestamp_ms == 1'700'000'000'000);
}

TEST_CASE("records without key reach more than one partition") {
  MockKafka kafka;
  kafka.create_topic("telemetry", 4);
  Config config = kafka_config(kafka.brokers());
  config.mapping.key.clear();
  config.mqtt.receive_maximum = 10;  // no linger: every record is a choice of its own
  config.kafka.properties = {{"sticky.partitioning.linger.ms", Secret("0")}};
  SinkRig rig(config);
  rig.submit(0, 200);
  REQUIRE(rig.until_reported());
  std::set<std::int32_t> partitions;
  for (const ReadRecord& record : KafkaReader(kafka.bootstrap(), "telemetry").read(200)) {
    CHECK_FALSE(record.key);
    partitions.insert(record.partition);
  }
  CHECK(partitions.size() > 1);
}

TEST_CASE("a full queue of librdkafka takes nothing and loses nothing") {
  MockKafka kafka;
  kafka.create_topic("telemetry", 1);
  kafka.set_down();
  Config config = kafka_config(kafka.brokers());
  config.kafka.properties = {{"queue.buffering.max.messages", Secret("10")}};
  SinkRig rig(config);
  rig.submit(0, 10);
  MqttMessage message;
  message.topic = "t";
  message.payload = "10";
  CHECK(rig.submit(message, 10) == Submission::Kind::full);

  kafka.set_up();
  REQUIRE(rig.until_reported());
  CHECK(rig.submit(message, 10) == Submission::Kind::pending);
  REQUIRE(rig.until_reported());
  CHECK(numbers(KafkaReader(kafka.bootstrap(), "telemetry").read(11)) == count_from_zero(11));
}

TEST_CASE("an end with open records does not wait for Kafka") {
  MockKafka kafka;
  kafka.create_topic("telemetry", 1);
  kafka.set_down();
  const auto start = std::chrono::steady_clock::now();
  {
    SinkRig rig(kafka_config(kafka.brokers()));
    rig.submit(0, 100);
  }
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
}

}  // namespace
}  // namespace sluice::test
