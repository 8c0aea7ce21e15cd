// SPDX-License-Identifier: Apache-2.0
#include "mapping/topic_name.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace sluice {

TEST_CASE("a legal Kafka topic has no fault") {
  const std::string topic =
      GENERATE(as<std::string>(), "a", "plant.telemetry", "A-Z_0.9", "...", "-", "mqtt.telemetry.dead");
  CAPTURE(topic);
  CHECK_FALSE(check_kafka_topic(topic).has_value());
  CHECK_FALSE(check_kafka_topic(std::string(249, 'a')).has_value());
}

TEST_CASE("a topic that Kafka would refuse says where and why") {
  const std::string rule = "a Kafka topic is 1 to 249 of a-z A-Z 0-9 . _ -, and not . or ..";
  struct Row {
    std::string topic;
    std::size_t offset;
    std::string text;
  };
  const Row row = GENERATE(values<Row>({
      {"", 0, "the topic is empty"},
      {".", 0, "topic `.` is a name that Kafka keeps for itself"},
      {"..", 0, "topic `..` is a name that Kafka keeps for itself"},
      {"plant/telemetry", 5, "topic `plant/telemetry` has a character at byte 5 that Kafka does not allow"},
      {"a b", 1, "topic `a b` has a character at byte 1 that Kafka does not allow"},
      {"x${topic}", 1, "topic `x${topic}` has a character at byte 1 that Kafka does not allow"},
      {"\xc3\xa4", 0, "topic `\xc3\xa4` has a character at byte 0 that Kafka does not allow"},
      {std::string(250, 'a'), 249, "the topic has 250 characters"},
  }));
  const auto fault = check_kafka_topic(row.topic);
  REQUIRE(fault.has_value());
  CHECK(fault->offset == row.offset);
  CHECK(fault->text == row.text);
  CHECK(fault->hint == rule);
}

}  // namespace sluice
