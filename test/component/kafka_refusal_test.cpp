// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "kafka_rig.hpp"

namespace sluice::test {
namespace {

/// Lingers so long that records submitted in a row share a batch, however busy the machine.
Config one_batch_config(const MockKafka& kafka) {
  Config config = kafka_config(kafka.brokers());
  config.kafka.properties.emplace_back("linger.ms", Secret("500"));
  return config;
}

TEST_CASE("a batch that the broker refuses is only suspect, the record that is refused alone is rejected") {
  MockKafka kafka;
  kafka.create_topic("telemetry", 1);
  kafka.push_produce_errors({RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE});
  SinkRig rig(one_batch_config(kafka));

  rig.submit(0, 5);
  REQUIRE(rig.until_reported());
  CHECK(rig.delivered.empty());
  REQUIRE(rig.failed.size() == 5);
  for (const auto& [ticket, failure] : rig.failed) {
    CHECK(failure.outcome.verdict == Verdict::suspect);
    CHECK(failure.outcome.code == "MSG_SIZE_TOO_LARGE");
  }

  kafka.push_produce_errors({RD_KAFKA_RESP_ERR_NO_ERROR, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE});
  rig.resubmit_all(Company::alone);
  REQUIRE(rig.until_reported());

  CHECK(rig.delivered.size() == 4);
  REQUIRE(rig.failed.size() == 1);
  CHECK(rig.failed.begin()->first == 1);
  CHECK(rig.failed.begin()->second.outcome.verdict == Verdict::rejected);
  CHECK(numbers(KafkaReader(kafka.bootstrap(), "telemetry").read(4)) == std::vector<Ticket>{0, 2, 3, 4});
}

// As seen with Apache Kafka 4.3.1 and a new topic: the first batch is refused because the leader is still being made,
// the second, already under way, is taken; librdkafka then calls the first one delivered too.
TEST_CASE("a record that librdkafka believes delivered because a later one is, is sent again") {
  MockKafka kafka;
  kafka.create_topic("telemetry", 1);
  kafka.set_round_trip(std::chrono::milliseconds{300});
  kafka.push_produce_errors({RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION});
  Config config = kafka_config(kafka.brokers());
  config.kafka.properties.emplace_back("batch.num.messages", Secret("1"));
  SinkRig rig(config);

  rig.submit(0, 2);
  REQUIRE(rig.until_reported());
  CHECK(rig.delivered == std::vector<Ticket>{1});
  REQUIRE(rig.failed.size() == 1);
  CHECK(rig.failed.begin()->first == 0);
  CHECK(rig.failed.begin()->second.outcome.verdict == Verdict::retry);
  CHECK(rig.failed.begin()->second.outcome.code == "NO_OFFSET");

  rig.resubmit_all(Company::shared);
  REQUIRE(rig.until_reported());
  CHECK(rig.delivered == std::vector<Ticket>{1, 0});
  CHECK(numbers(KafkaReader(kafka.bootstrap(), "telemetry").read(2)) == std::vector<Ticket>{1, 0});
}

TEST_CASE("a record that comes back is sent again as it was") {
  MockKafka kafka;
  kafka.create_topic("telemetry", 1);
  kafka.push_produce_errors({RD_KAFKA_RESP_ERR_INVALID_RECORD});
  SinkRig rig(kafka_config(kafka.brokers()));
  const std::array<UserProperty, 2> user = {{{"k1", ""}, {"k1", "v2"}}};
  MqttMessage message;
  message.topic = "sensor/1";
  message.payload = "value";
  message.user_properties = user;
  REQUIRE(rig.submit(message, 3) == Submission::Kind::pending);
  REQUIRE(rig.until_reported());
  REQUIRE(rig.failed.size() == 1);

  rig.resubmit_all(Company::alone);
  REQUIRE(rig.until_reported());

  CHECK(rig.delivered == std::vector<Ticket>{3});
  const auto records = KafkaReader(kafka.bootstrap(), "telemetry").read(1);
  REQUIRE(records.size() == 1);
  CHECK(records[0].key == "sensor/1");
  CHECK(records[0].value == "value");
  CHECK(records[0].header("mqtt.topic") == "sensor/1");
  const auto& headers = records[0].headers;
  REQUIRE(headers.size() >= 2);
  CHECK(std::count(headers.begin(), headers.end(), std::pair(std::string("k1"), std::optional<std::string>(""))) == 1);
  CHECK(std::count(headers.begin(), headers.end(), std::pair(std::string("k1"), std::optional<std::string>("v2"))) ==
        1);
}

TEST_CASE("a record larger than the producer's own limit is rejected at once") {
  MockKafka kafka;
  kafka.create_topic("telemetry", 1);
  SinkRig rig(kafka_config(kafka.brokers()));
  const std::string payload(1'000'001, 'x');
  MqttMessage message;
  message.topic = "t";
  message.payload = payload;

  REQUIRE(rig.submit(message, 0) == Submission::Kind::rejected);

  CHECK(rig.submission.refused->refusal.rejection.stage == Stage::kafka);
  CHECK(rig.submission.refused->refusal.rejection.code == "MSG_SIZE_TOO_LARGE");
  CHECK(rig.submission.refused->refusal.rejection.reason ==
        "Kafka did not take a record of 1000001 value bytes for topic \"telemetry\": Broker: Message size too large "
        "(MSG_SIZE_TOO_LARGE): raise the topic's max.message.bytes and kafka.properties.message.max.bytes, or publish "
        "smaller messages");
  CHECK(rig.sink->open() == 0);
}

TEST_CASE("records for a topic that may not be written are held, and go when the right is granted") {
  MockKafka kafka;
  kafka.create_topic("telemetry", 1);
  kafka.push_produce_errors({RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED});
  SinkRig rig(one_batch_config(kafka));
  rig.submit(0, 3);
  REQUIRE(rig.until_reported());
  REQUIRE(rig.failed.size() == 3);
  for (const auto& [ticket, failure] : rig.failed) {
    CHECK(failure.outcome.verdict == Verdict::hold);
    CHECK(failure.outcome.code == "TOPIC_AUTHORIZATION_FAILED");
  }

  // librdkafka remembers the error: it may also refuse by itself, until its next look at the topic.
  REQUIRE(rig.until([&] {
    if (rig.open.empty()) rig.resubmit_all(Company::shared);
    return rig.delivered.size() == 3;
  }));
  CHECK(numbers(KafkaReader(kafka.bootstrap(), "telemetry").read(3)) == count_from_zero(3));
}

TEST_CASE("a principal without the right to write idempotently is held, and goes on when it is granted") {
  MockKafka kafka;
  kafka.create_topic("telemetry", 1);
  kafka.push_producer_id_errors({RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED});
  SinkRig rig(kafka_config(kafka.brokers()));
  // librdkafka may know of the refusal before the last of them comes: then the sink takes no more until it has
  // reported.
  const std::size_t taken = rig.submit_up_to(0, 3);
  REQUIRE(taken > 0);
  REQUIRE(rig.until_reported());
  REQUIRE(rig.failed.size() == taken);
  for (const auto& [ticket, failure] : rig.failed) {
    CHECK(failure.outcome.verdict == Verdict::hold);
    CHECK(failure.outcome.code == "CLUSTER_AUTHORIZATION_FAILED");
  }

  rig.resubmit_all(Company::shared);
  rig.submit(taken, 3 - taken);
  REQUIRE(rig.until_reported());
  CHECK(rig.delivered == count_from_zero(3));
}

}  // namespace
}  // namespace sluice::test
