// SPDX-License-Identifier: Apache-2.0
#include "mapping/headers.hpp"

#include <catch2/catch.hpp>

#include "header_lines.hpp"
#include "sample_message.hpp"

namespace sluice {

namespace {

using Lines = std::vector<std::string>;

Lines headers_of(const MappingRules& rules, const MqttMessage& message) {
  std::vector<MappingFault> faults;
  Headers compiled = Headers::compile(rules.headers, rules, faults);
  REQUIRE(faults.empty());
  Reading reading(rules);
  reading.begin(message);
  return lines(compiled.of(reading));
}

/// The sample rules with system headers only.
MappingRules only_system(Selection system, std::vector<std::string> fields = {}) {
  MappingRules rules = sample_rules();
  rules.headers.system = system;
  rules.headers.system_fields = std::move(fields);
  rules.headers.user_properties = Selection::none;
  return rules;
}

}  // namespace

TEST_CASE("by default a record has system headers, MQTT 5 properties, user properties and added ones, in this order") {
  MappingRules rules = sample_rules();
  rules.headers.add = {{"site", "plant-7"}, {"line", "${topic[2]}"}, {"none", "${user.absent}"}, {"empty", ""}};
  CHECK(headers_of(rules, sample_message()) == Lines{
                                                   "mqtt.topic=plant/7/press//temp",
                                                   "mqtt.packet_id=65535",
                                                   "mqtt.duplicated=false",
                                                   "mqtt.qos=1",
                                                   "mqtt.retained=true",
                                                   "mqtt.publisher_client_id=meter-7",
                                                   "mqtt.content_type=text/plain",
                                                   "mqtt.payload_format=1",
                                                   "mqtt.message_expiry=4294967295",
                                                   "mqtt.response_topic=answers/7",
                                                   std::string("mqtt.correlation_data=\x00\xff", 24),
                                                   "k1=first",
                                                   "$clientid=forged",
                                                   "k1=last",
                                                   "$clientid=meter-7",
                                                   "site=plant-7",
                                                   "line=7",
                                                   "empty=",
                                               });
}

TEST_CASE("absent fields give no header, and a QoS 0 message has no packet id") {
  CHECK(headers_of(sample_rules(), bare_message()) ==
        Lines{"mqtt.topic=a", "mqtt.duplicated=false", "mqtt.qos=0", "mqtt.retained=false"});
}

TEST_CASE("a field that is present and empty gives an empty header") {
  MqttMessage message = bare_message();
  message.content_type = "";
  message.correlation_data = "";
  message.payload_format = std::uint8_t{0};
  message.message_expiry = 0U;
  CHECK(headers_of(only_system(Selection::defaults), message) ==
        Lines{"mqtt.topic=a", "mqtt.duplicated=false", "mqtt.qos=0", "mqtt.retained=false",
              "mqtt.content_type=", "mqtt.payload_format=0", "mqtt.message_expiry=0", "mqtt.correlation_data="});
}

TEST_CASE("system headers are selected, always in the order of the field table") {
  struct Row {
    Selection system;
    std::vector<std::string> fields;
    Lines headers;
  };
  const Row row = GENERATE(values<Row>({
      {Selection::none, {}, {}},
      {Selection::listed, {}, {}},
      {Selection::listed, {"qos", "topic"}, {"mqtt.topic=a/b", "mqtt.qos=0"}},
      {Selection::listed, {"filter"}, {"mqtt.filter=a/#"}},
      {Selection::listed, {"packet_id", "retained"}, {"mqtt.retained=false"}},
      {Selection::defaults, {}, {"mqtt.topic=a/b", "mqtt.duplicated=false", "mqtt.qos=0", "mqtt.retained=false"}},
      {Selection::all,
       {},
       {"mqtt.topic=a/b", "mqtt.duplicated=false", "mqtt.qos=0", "mqtt.retained=false", "mqtt.filter=a/#"}},
  }));
  MappingRules rules = only_system(row.system, row.fields);
  rules.filters = {"b/#", "a/#", "a/b"};
  MqttMessage message;
  message.topic = "a/b";
  CHECK(headers_of(rules, message) == row.headers);
}

TEST_CASE("the system prefix is free") {
  MappingRules rules = only_system(Selection::listed, {"qos", "publisher_client_id"});
  rules.headers.system_prefix = "x-";
  CHECK(headers_of(rules, sample_message()) == Lines{"x-qos=1", "x-publisher_client_id=meter-7"});
}

TEST_CASE("of an extended field's user properties the last wins, and all of them are carried") {
  MappingRules rules = sample_rules();
  rules.headers.system = Selection::listed;
  rules.headers.system_fields = {"publisher_client_id"};
  CHECK(headers_of(rules, sample_message()) ==
        Lines{"mqtt.publisher_client_id=meter-7", "k1=first", "$clientid=forged", "k1=last", "$clientid=meter-7"});
  rules.headers.user_properties = Selection::none;
  CHECK(headers_of(rules, sample_message()) == Lines{"mqtt.publisher_client_id=meter-7"});
}

TEST_CASE("a publisher cannot forge an extended header that the broker did not send") {
  const std::array<UserProperty, 2> forged{{{"mqtt.publisher_client_id", "boss"}, {"mqtt.topic", "other"}}};
  MqttMessage message = bare_message();
  message.user_properties = forged;
  CHECK(headers_of(sample_rules(), message) == Lines{"mqtt.topic=a", "mqtt.duplicated=false", "mqtt.qos=0",
                                                     "mqtt.retained=false", "user.mqtt.publisher_client_id=boss",
                                                     "user.mqtt.topic=other"});
}

TEST_CASE("header rules that cannot work are found at start, with the place and the remedy") {
  struct Row {
    std::vector<std::string> fields;
    std::vector<std::pair<std::string, std::string>> add;
    MappingFault fault;
  };
  const Row row = GENERATE(values<Row>({
      {{"qos", "tpic"}, {}, {"headers.system[1]", 0, "`tpic` is not a field", "did you mean `topic`?"}},
      {{"payload"},
       {},
       {"headers.system[0]", 0, "payload has no header of its own", "give it one by a template under headers.add"}},
      {{"qos", "topic", "qos"},
       {},
       {"headers.system[2]", 0, "qos is listed twice", "list it once: each field has one header"}},
      {{"message_id"},
       {},
       {"headers.system[0]", 0, "message_id is not mapped: no message can have it",
        "name the user property that carries it: extended_fields.message_id"}},
      {{}, {{"site", "plant ${topc}"}}, {"headers.add.site", 8, "`topc` is not a field", "did you mean `topic`?"}},
      {{},
       {{"id", "x${message_timestamp}"}},
       {"headers.add.id", 3, "message_timestamp is not mapped: no message can have it",
        "name the user property that carries it: extended_fields.message_timestamp"}},
      {{}, {{"", "x"}}, {"headers.add.", 0, "an added header has no name", "give it a name"}},
      {{"qos"},
       {{"mqtt.qos", "2"}},
       {"headers.add.mqtt.qos", 0, "`mqtt.qos` is a system header of this mapping",
        "choose another name, or leave the field out of headers.system"}},
  }));
  MappingRules rules = only_system(Selection::listed, row.fields);
  rules.headers.add = row.add;
  std::vector<MappingFault> faults;
  Headers::compile(rules.headers, rules, faults);
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].key == row.fault.key);
  CHECK(faults[0].offset == row.fault.offset);
  CHECK(faults[0].text == row.fault.text);
  CHECK(faults[0].hint == row.fault.hint);
}

TEST_CASE("an added header may take a system name that the mapping does not use") {
  MappingRules rules = only_system(Selection::none);
  rules.headers.add = {{"mqtt.topic", "${topic[-1]}"}, {"id", "${message_id:-none}"}};
  CHECK(headers_of(rules, sample_message()) == Lines{"mqtt.topic=temp", "id=none"});
}

}  // namespace sluice
