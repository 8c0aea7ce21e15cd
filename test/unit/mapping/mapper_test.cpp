// SPDX-License-Identifier: Apache-2.0
#include "mapping/mapper.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "header_lines.hpp"
#include "one_mapping.hpp"
#include "sample_message.hpp"

namespace sluice {

namespace {

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("by default the topic is the key and the payload the value, without a copy") {
  Mapper mapper = compiled(sample_rules());
  const MqttMessage message = sample_message();
  const KafkaRecord record = record_of(mapper, message);
  CHECK(record.topic == "plant.telemetry");
  REQUIRE(record.key.has_value());
  CHECK(*record.key == "plant/7/press//temp");
  CHECK(record.key->data() == message.topic.data());
  CHECK(record.value.data() == message.payload.data());
  CHECK(record.value.size() == 4);
  CHECK(record.headers.size() == 15);
}

TEST_CASE("a record has no key where the template is empty or a field is missing") {
  MappingRules rules = sample_rules();
  rules.key = "";
  Mapper without = compiled(rules);
  CHECK_FALSE(record_of(without, sample_message()).key.has_value());

  rules.key = "${topic[1]}-${user.k1}";
  Mapper by_property = compiled(rules);
  CHECK(record_of(by_property, sample_message()).key == "plant-last");
  CHECK_FALSE(record_of(by_property, bare_message()).key.has_value());
}

TEST_CASE("a payload of any bytes and of none passes untouched") {
  Mapper mapper = compiled(sample_rules());
  MqttMessage message = bare_message();
  CHECK(record_of(mapper, message).value.empty());
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  message.payload = bytes;
  CHECK(record_of(mapper, message).value == bytes);
}

TEST_CASE("nothing of one message is left in the next") {
  Mapper mapper = compiled(sample_rules());
  record_of(mapper, sample_message());
  const KafkaRecord record = record_of(mapper, bare_message());
  CHECK(lines(record.headers) == Lines{"mqtt.topic=a", "mqtt.duplicated=false", "mqtt.qos=0", "mqtt.retained=false"});
  CHECK(record.key == "a");
}

TEST_CASE("a moved mapper maps, and what it had mapped stays") {
  MappingRules rules = sample_rules();
  // Short texts live inside their std::string: a view into one does not survive a move of the string.
  rules.topic = "t";
  rules.task = "k";
  rules.key = "${task}";
  rules.filters = {"a"};
  rules.headers.system = Selection::all;
  rules.headers.system_prefix = "s.";
  rules.headers.user_property_prefix = "p.";
  rules.headers.add = {{"n", "c"}, {"m", "<${qos}>"}};
  const std::array<UserProperty, 1> property{{{"u", "v"}}};
  MqttMessage message = bare_message();
  message.user_properties = property;
  const Lines expected{"s.topic=a", "s.duplicated=false", "s.qos=0", "s.retained=false", "s.filter=a", "p.u=v", "n=c",
                       "m=<0>"};

  Mapper first = compiled(rules);
  const KafkaRecord before = record_of(first, message);
  Mapper second = std::move(first);
  CHECK(before.topic == "t");
  CHECK(before.key == "k");
  CHECK(lines(before.headers) == expected);

  const KafkaRecord after = record_of(second, message);
  CHECK(after.topic == "t");
  CHECK(after.key == "k");
  CHECK(lines(after.headers) == expected);

  Mapper third = compiled(sample_rules());
  third = std::move(second);
  CHECK(lines(record_of(third, message).headers) == expected);
}

TEST_CASE("a mapper keeps its rules: those it was compiled from may go") {
  auto rules = std::make_unique<MappingRules>(sample_rules());
  rules->key = "${task}";
  Mapper mapper = compiled(*rules);
  rules.reset();
  CHECK(record_of(mapper, bare_message()).key == "plant-telemetry");
}

TEST_CASE("all faults of the rules are found at once") {
  MappingRules rules;
  rules.topic = "a/b";
  rules.key = "k-${tpic}";
  rules.default_topic = "c d";
  rules.timestamp = "recieved";
  rules.routes.emplace_back().topic = "t";
  rules.routes.emplace_back().topic = "t${topic[0]}";
  rules.routes[1].filters = {"a/#", "a/#/b"};
  rules.extended.message_id = "";
  rules.headers.system = Selection::listed;
  rules.headers.system_fields = {"QoS"};
  rules.headers.user_properties = Selection::listed;
  rules.headers.user_patterns = {"a*b"};
  rules.headers.add = {{"site", "$"}, {"id", "${publisher_username}"}};
  CHECK(faults_of(rules) ==
        Lines{
            "extended_fields.message_id:0: the name of the user property is empty",
            "topic:1: topic `a/b` has a character at byte 1 that Kafka does not allow",
            "default_topic:1: topic `c d` has a character at byte 1 that Kafka does not allow",
            "key:4: `tpic` is not a field",
            "timestamp:0: `recieved` is neither received nor message, and has no field",
            "headers.user_properties[0]:1: in `a*b` the * is not at the end",
            "headers.system[0]:0: `QoS` is not a field",
            "headers.add.site:0: a single $ stands for nothing",
            "headers.add.id:2: publisher_username is not mapped: no message can have it",
            "routes[1].topic:9: topic level 0 does not exist: levels count from 1",
            "routes[1].filter[1]:2: # at byte 2 of filter `a/#/b` must be the last level; + stands for one "
            "level",
        });
}

}  // namespace sluice
