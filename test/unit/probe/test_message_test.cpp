// SPDX-License-Identifier: Apache-2.0
#include "probe/test_message.hpp"

#include <catch2/catch.hpp>

#include "mapping/topic_filter.hpp"

namespace sluice {
namespace {

MappingRules plain() {
  MappingRules rules;
  rules.topic = "plant";
  return rules;
}

TEST_CASE("a topic made of a filter matches it") {
  for (const auto& [filter, topic] :
       {std::pair{"sensor/#", "sensor/sluice-probe"}, std::pair{"alarm/+/state", "alarm/sluice-probe/state"},
        std::pair{"#", "sluice-probe"}, std::pair{"+/+/#", "sluice-probe/sluice-probe/sluice-probe"},
        std::pair{"plain", "plain"}}) {
    CHECK(topic_for(filter) == topic);
    CHECK(topic_matches(filter, topic));
  }
}

TEST_CASE("a test message has an id and a trace of its own, and expires") {
  TestMessage first;
  TestMessage second;
  make_test_message(first, "t");
  make_test_message(second, "t");
  CHECK(first.id.size() == 16);
  CHECK(first.id != second.id);
  CHECK(first.traceparent.size() == 55);
  CHECK(first.traceparent.starts_with("00-"));
  CHECK(first.traceparent.ends_with("-01"));
  CHECK(first.view().message_expiry == 60U);
  CHECK(first.view().user_properties.front() == UserProperty{"sluice-probe", first.id});
  CHECK(first.payload == "{\"sluice_probe\":\"" + first.id + "\"}");
}

TEST_CASE("its record is known by the id, wherever the mapping has put it") {
  TestMessage message;
  make_test_message(message, "t");
  const auto expected = expected_record(message, plain());
  REQUIRE(expected);
  CHECK(expected->topic == "plant");
  CHECK(is_record_of(*expected, message, *expected));
  RecordContent other{"plant", "k", {{"h", "v"}}, "value", 0};
  CHECK_FALSE(is_record_of(other, message, *expected));
  other.headers = {{"user.sluice-probe", message.id}};
  CHECK(is_record_of(other, message, *expected));
  other = {"plant", message.id, {}, "", 0};
  CHECK(is_record_of(other, message, *expected));
  other = {"plant", std::nullopt, {}, "c2x1aWNl", 0};
  CHECK_FALSE(is_record_of(other, message, *expected));
  CHECK(is_record_of(other, message, {"plant", std::nullopt, {}, "c2x1aWNl", 0}));
}

TEST_CASE("a message that would give no record is told before it is sent") {
  TestMessage message;
  make_test_message(message, "t");
  MappingRules rules = plain();
  rules.where = "$QoS = 0";
  CHECK(expected_record(message, rules).error() ==
        "mapping.where drops the test message; choose a topic that passes by --topic");
  rules = plain();
  rules.topic = "plant.${topic[9]}";
  CHECK(expected_record(message, rules).error().starts_with("the mapping rejects the test message: "));
}

}  // namespace
}  // namespace sluice
