// SPDX-License-Identifier: Apache-2.0
#include "mapping/topic_rule.hpp"

#include "one_mapping.hpp"
#include "sample_message.hpp"

namespace sluice {

namespace {

MappingRules rules_for(std::string topic, std::string default_topic = "") {
  MappingRules rules = sample_rules();
  rules.topic = std::move(topic);
  rules.default_topic = std::move(default_topic);
  return rules;
}

MqttMessage message_on(std::string_view topic) {
  MqttMessage message;
  message.topic = topic;
  return message;
}

}  // namespace

TEST_CASE("a topic without fields is fixed by the configuration") {
  Mapper mapper = compiled(rules_for("plant", "other"));
  const KafkaRecord record = record_of(mapper, message_on("a/b"));
  CHECK(record.topic == "plant");
  CHECK_FALSE(record.is_topic_rendered);
  CHECK(record.default_topic.empty());
}

TEST_CASE("a topic with fields is made of each message, and says where else the record may go") {
  Mapper mapper = compiled(rules_for("plant.${topic[2]}", "plant.other"));
  for (const std::string topic : {"a/b", "a/c", "a/c", "a/b"}) {
    const KafkaRecord record = record_of(mapper, message_on(topic));
    CHECK(record.topic == "plant." + topic.substr(2));
    CHECK(record.is_topic_rendered);
    CHECK(record.default_topic == "plant.other");
  }
}

TEST_CASE("what cannot be rendered goes to the default topic") {
  Mapper mapper = compiled(rules_for("plant.${topic[2]}", "plant.other"));
  const std::string long_topic = "a/" + std::string(244, 'x');
  for (const std::string& topic : {std::string("a"), std::string("a/b c"), long_topic}) {
    const KafkaRecord record = record_of(mapper, message_on(topic));
    CHECK(record.topic == "plant.other");
    CHECK_FALSE(record.is_topic_rendered);
    CHECK(record.default_topic.empty());
  }
}

TEST_CASE("what cannot be rendered is rejected without a default topic, with the value and the remedy") {
  struct Row {
    std::string template_text;
    std::string topic;
    Rejection rejection;
  };
  const std::string remedy = "; write ${field|slug}, or set default_topic";
  const std::string illegal = "` became one that Kafka does not take: ";
  const Row row = GENERATE_COPY(values<Row>({
      {"plant.${topic[2]}",
       "a",
       {Stage::mapping, "TOPIC_NOT_RENDERED",
        "the topic `plant.${topic[2]}` needs `topic[2]`, which the message does not have: write ${topic[2]:-text}, or "
        "set default_topic"}},
      {"${user.site|lower}",
       "a",
       {Stage::mapping, "TOPIC_NOT_RENDERED",
        "the topic `${user.site|lower}` needs `user.site`, which the message does not have: write ${user.site:-text}, "
        "or set default_topic"}},
      {"p.${topic}",
       "a/b",
       {Stage::mapping, "ILLEGAL_TOPIC",
        "the topic `p.${topic" + std::string("}") + illegal +
            "topic `p.a/b` has a character at byte 3 that Kafka does not allow" + remedy}},
      {"${topic[2]}",
       "a/",
       {Stage::mapping, "ILLEGAL_TOPIC", "the topic `${topic[2]}" + illegal + "the topic is empty" + remedy}},
      {"${topic[2]}",
       "a/..",
       {Stage::mapping, "ILLEGAL_TOPIC",
        "the topic `${topic[2]}" + illegal + "topic `..` is a name that Kafka keeps for itself" + remedy}},
      {"${topic}",
       std::string(250, 'x'),
       {Stage::mapping, "ILLEGAL_TOPIC", "the topic `${topic}" + illegal + "the topic has 250 characters" + remedy}},
      {"${topic}",
       std::string(99, 'x') + "\xC3\xA9 and more",
       {Stage::mapping, "ILLEGAL_TOPIC",
        "the topic `${topic}" + illegal + "topic `" + std::string(99, 'x') +
            "...` has a character at byte 99 that Kafka does not allow" + remedy}},
  }));
  Mapper mapper = compiled(rules_for(row.template_text));
  // Twice: the second time what was found about this topic is known.
  for (int round = 0; round < 2; ++round) {
    const Rejection rejection = rejection_of(mapper, message_on(row.topic));
    CHECK(rejection.stage == row.rejection.stage);
    CHECK(rejection.code == row.rejection.code);
    CHECK(rejection.reason == row.rejection.reason);
  }
}

TEST_CASE("a topic that no message can make legal is a fault of the rules") {
  struct Row {
    std::string topic;
    std::string default_topic;
    std::vector<std::string> faults;
  };
  const Row row = GENERATE(values<Row>({
      {"plant/${topic[2]}", "", {"topic:5: in the topic, `plant/` has a character that Kafka does not allow"}},
      {"a.${topic[2]:-b c}.d", "", {"topic:15: in the topic, `b c` has a character that Kafka does not allow"}},
      {"a.${topic} ", "", {"topic:10: in the topic, ` ` has a character that Kafka does not allow"}},
      {"a.${topik}", "", {"topic:4: `topik` is not a field"}},
      {"a.${topic", "", {"topic:2: ${ has no closing }"}},
      {"a.${topic}$$", "", {"topic:10: in the topic, `$` has a character that Kafka does not allow"}},
      {"a.${message_id}", "", {"topic:4: message_id is not mapped: no message can have it"}},
      {"a$b", "", {"topic:1: topic `a$b` has a character at byte 1 that Kafka does not allow"}},
      {"", "", {"topic:0: the topic is empty"}},
      {"a.${topic}",
       "b.${topic}",
       {"default_topic:2: topic `b.${topic}` has a character at byte 2 that Kafka does not allow"}},
  }));
  CAPTURE(row.topic);
  CHECK(faults_of(rules_for(row.topic, row.default_topic)) == row.faults);
}

TEST_CASE("the topics that need no message are known at the start") {
  MappingRules rules = rules_for("plant.${topic[2]}", "plant.other");
  CHECK(literal_topics(rules) == std::vector<std::string>{"plant.other"});
  for (const std::string topic : {"alarms", "p.${topic[1]}", "alarms", "hot"}) {
    RouteRules route;
    route.topic = topic;
    route.default_topic = "unused where the topic is fixed";
    if (topic.starts_with('p')) route.default_topic = "plant.else";
    rules.routes.push_back(route);
  }
  CHECK(literal_topics(rules) == std::vector<std::string>{"plant.other", "alarms", "plant.else", "hot"});
  CHECK(literal_topics(rules_for("${topic}")).empty());
}

}  // namespace sluice
