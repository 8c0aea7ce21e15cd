// SPDX-License-Identifier: Apache-2.0
// Records whose topic comes from a template, through the sink.
#include "kafka/topic_registry.hpp"
#include "kafka_rig.hpp"

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

struct NoEvents final : EventSink {
  void emit(const Event& /*event*/) override {}
};

/// A sink that makes topics `t.<second level>`, with its registry.
struct RenderedRig {
  explicit RenderedRig(Config task) : config(std::move(task)), registry(config, no_events), rig(config, &registry) {}

  void submit(Ticket ticket, const std::string& topic) {
    const std::string payload = std::to_string(ticket);
    MqttMessage message;
    message.topic = topic;
    message.payload = payload;
    message.qos = 1;
    message.packet_id = 1;
    REQUIRE(rig.submit(message, ticket) == Submission::Kind::pending);
  }

  NoEvents no_events;
  Config config;
  TopicRegistry registry;
  SinkRig rig;
};

Config config_for(const MockKafka& kafka) {
  Config config = kafka_config(kafka.brokers());
  config.mapping.topic = "t.${topic[2]}";
  return config;
}

std::vector<Ticket> stored(const MockKafka& kafka, const std::string& topic, std::size_t count) {
  return numbers(KafkaReader(kafka.bootstrap(), topic).read(count));
}

}  // namespace

TEST_CASE("records of a template's topic wait until it is known to be there, then go in order") {
  MockKafka kafka;
  kafka.create_topic("t.1", 1);
  RenderedRig rendered(config_for(kafka));
  for (Ticket ticket = 0; ticket < 50; ++ticket) rendered.submit(ticket, "plant/1");
  REQUIRE(rendered.rig.until_reported());
  for (Ticket ticket = 50; ticket < 100; ++ticket) rendered.submit(ticket, "plant/1");
  REQUIRE(rendered.rig.until_reported());
  CHECK(rendered.rig.delivered == count_from_zero(100));
  CHECK(stored(kafka, "t.1", 100) == count_from_zero(100));
}

TEST_CASE("a record of a topic that is missing is refused, its neighbours are delivered") {
  MockKafka kafka;
  kafka.create_topic("t.1", 1);
  kafka.set_topic_error("t.9", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  RenderedRig rendered(config_for(kafka));
  rendered.submit(0, "plant/1");
  rendered.submit(1, "plant/9");
  rendered.submit(2, "plant/1");
  REQUIRE(rendered.rig.until_reported());
  CHECK(rendered.rig.delivered == std::vector<Ticket>{0, 2});
  REQUIRE(rendered.rig.failed.size() == 1);
  const Failure& failure = rendered.rig.failed.at(1);
  CHECK(failure.outcome.verdict == Verdict::rejected);
  CHECK(failure.outcome.code == "UNKNOWN_TOPIC_OR_PART");
}

TEST_CASE("beyond the bound a record goes to the default topic") {
  MockKafka kafka;
  kafka.create_topic("t.1", 1);
  kafka.create_topic("rest", 1);
  kafka.set_topic_error("t.2", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  Config config = config_for(kafka);
  config.mapping.default_topic = "rest";
  config.kafka.topic_policy = TopicPolicy::create;
  config.kafka.create.max_topics = 1;
  RenderedRig rendered(config);
  rendered.submit(0, "plant/1");
  REQUIRE(rendered.rig.until_reported());
  rendered.submit(1, "plant/2");
  REQUIRE(rendered.rig.until_reported());
  rendered.submit(2, "plant/2");
  REQUIRE(rendered.rig.until_reported());
  CHECK(rendered.rig.delivered == count_from_zero(3));
  CHECK(stored(kafka, "t.1", 1) == std::vector<Ticket>{0});
  CHECK(stored(kafka, "rest", 2) == std::vector<Ticket>{1, 2});
}

TEST_CASE("a record of a topic that somebody deleted goes to the default topic where it may not be made again") {
  MockKafka kafka;
  kafka.create_topic("t.1", 1);
  kafka.create_topic("rest", 1);
  Config config = config_for(kafka);
  config.mapping.default_topic = "rest";
  config.kafka.topic_policy = TopicPolicy::create;
  config.kafka.create.max_topics = 0;
  RenderedRig rendered(config);
  rendered.submit(0, "plant/1");
  REQUIRE(rendered.rig.until_reported());
  kafka.set_topic_error("t.1", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  kafka.push_produce_errors(std::vector(5, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART));
  for (Ticket ticket = 1; ticket < 4; ++ticket) rendered.submit(ticket, "plant/1");
  REQUIRE(rendered.rig.until_reported());
  for (const auto& [ticket, failure] : rendered.rig.failed)
    FAIL(failure.outcome.code << ": " << failure.outcome.reason);
  CHECK(rendered.rig.delivered == count_from_zero(4));
  CHECK(stored(kafka, "rest", 3) == std::vector<Ticket>{1, 2, 3});
}

}  // namespace sluice::test
