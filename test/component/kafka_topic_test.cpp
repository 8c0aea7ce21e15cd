// SPDX-License-Identifier: Apache-2.0
#include "kafka/topics.hpp"

#include "kafka_rig.hpp"

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

TopicCheck check_topic(const Config& config, Millis timeout) {
  const auto admin = TopicAdmin::create(config);
  REQUIRE(admin);
  return (*admin)->check({"telemetry", "mapping.topic"}, timeout);
}

TEST_CASE("a topic that exists is found with its partitions") {
  MockKafka kafka;
  kafka.create_topic("telemetry", 6);
  const TopicCheck check = check_topic(kafka_config(kafka.brokers()), 10s);
  CHECK(check.state == TopicCheck::State::exists);
  CHECK(check.partitions == 6);
  CHECK(check.text.empty());
}

TEST_CASE("a missing topic is told with the addresses and the remedy") {
  MockKafka kafka;
  kafka.set_topic_error("telemetry", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  const TopicCheck check = check_topic(kafka_config(kafka.brokers()), 10s);
  CHECK(check.state == TopicCheck::State::missing);
  CHECK(check.text == "topic \"telemetry\" does not exist at " + kafka.bootstrap() +
                          ": create it, e.g. kafka-topics --create --topic telemetry --bootstrap-server " +
                          kafka.bootstrap() + ", or correct mapping.topic");
}

TEST_CASE("a topic that this principal may not see is not taken for a missing one") {
  MockKafka kafka;
  kafka.create_topic("telemetry", 1);
  kafka.set_topic_error("telemetry", RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  const TopicCheck check = check_topic(kafka_config(kafka.brokers()), 10s);
  CHECK(check.state == TopicCheck::State::unauthorized);
  CHECK(check.text == "Kafka at " + kafka.bootstrap() +
                          " does not allow this principal to see topic \"telemetry\": grant it WRITE and DESCRIBE on "
                          "the topic");
}

TEST_CASE("an unreachable Kafka is told with the addresses and librdkafka's cause, within the timeout") {
  const auto start = std::chrono::steady_clock::now();
  const TopicCheck check = check_topic(kafka_config({"127.0.0.1:1"}), 1s);
  CHECK(std::chrono::steady_clock::now() - start < 5s);
  CHECK(check.state == TopicCheck::State::unreachable);
  CHECK(check.text.starts_with("Kafka cannot be reached at 127.0.0.1:1: "));
  CHECK(check.text.find("Connection refused") != std::string::npos);
  CHECK(check.text.ends_with("; check kafka.brokers and the network"));
}

TEST_CASE("settings that librdkafka refuses make no request") {
  Config config = kafka_config({"127.0.0.1:1"});
  config.kafka.properties = {{"security.protocol", Secret("maybe")}};
  const auto admin = TopicAdmin::create(config);
  REQUIRE_FALSE(admin);
  CHECK(admin.error() ==
        "kafka.properties.security.protocol: librdkafka refuses the value \"maybe\": Invalid value \"maybe\" for "
        "configuration property \"security.protocol\"; see librdkafka's CONFIGURATION.md for its values");
}

TEST_CASE("a topic that is there is not made, and one that is missing is not made without being asked to") {
  MockKafka kafka;
  kafka.create_topic("telemetry", 6);
  kafka.set_topic_error("other", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  Config config = kafka_config(kafka.brokers());
  CHECK((*TopicAdmin::create(config))->provide({"other", "mapping.topic"}, 10s).state == TopicCheck::State::missing);
  config.kafka.topic_policy = TopicPolicy::create;
  const TopicCheck check = (*TopicAdmin::create(config))->provide({"telemetry", "mapping.topic"}, 10s);
  CHECK(check.state == TopicCheck::State::exists);
  CHECK(check.partitions == 6);
  CHECK_FALSE(check.was_made);
}

TEST_CASE("the fixed topics are those without a template, each once, with the key that names it") {
  const auto [topic, expected] = GENERATE(table<std::string, std::string>({
      {"telemetry", "mapping.topic=telemetry dead_letters.topic=dead "},
      {"plant.${topic[2]}", "mapping.default_topic=other dead_letters.topic=dead "},
  }));
  Config config = kafka_config({"127.0.0.1:1"});
  config.mapping.topic = topic;
  config.mapping.default_topic = "other";
  config.dead_letters.topic = "dead";
  std::string text;
  for (const TopicUse& use : fixed_topics(config)) text += use.key + '=' + use.name + ' ';
  CHECK(text == expected);
}

}  // namespace
}  // namespace sluice::test
