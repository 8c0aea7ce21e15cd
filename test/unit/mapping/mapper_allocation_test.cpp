// SPDX-License-Identifier: Apache-2.0
// The mapping must not allocate once its buffers have grown.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "mapping/mapper.hpp"
#include "sample_message.hpp"
#include "support/allocation_counter.hpp"

namespace sluice {

namespace {

std::size_t allocations_of(const MappingRules& rules, const std::vector<MqttMessage>& messages) {
  auto mapper = Mapper::compile(rules);
  REQUIRE(mapper.has_value());
  for (const MqttMessage& message : messages) mapper->map(message);
  const std::size_t before = test::allocation_count();
  std::size_t headers = 0;
  for (int round = 0; round < 100; ++round) {
    for (const MqttMessage& message : messages) headers += std::get<KafkaRecord>(mapper->map(message)).headers.size();
  }
  const std::size_t counted_now = test::allocation_count() - before;
  CHECK(headers > 0);
  return counted_now;
}

}  // namespace

TEST_CASE("the counter counts") {
  CHECK(test::allocations_of([] { const std::string longer_than_short(100, 'x'); }) > 0);
}

TEST_CASE("the default mapping allocates nothing once warm") {
  CHECK(allocations_of(sample_rules(), {sample_message(), bare_message()}) == 0);
}

TEST_CASE("a mapping that builds every name and text allocates nothing once warm") {
  MappingRules rules = sample_rules();
  rules.key = "a long constant before the fields ${topic}/${qos}/${user.k1:-a default of some length}";
  rules.headers.system = Selection::all;
  rules.headers.user_property_prefix = "a-prefix-longer-than-any-short-string.";
  rules.headers.add = {{"a", "constant"}, {"b", "some more text ${received} ${payload_size} ${topic[2:]:-x}"}};
  const std::string longest(1000, 'n');
  const std::array<UserProperty, 3> forged{{{"mqtt.topic", "x"}, {longest, longest}, {"k1", longest}}};
  MqttMessage large = sample_message();
  large.user_properties = forged;
  CHECK(allocations_of(rules, {sample_message(), large, bare_message()}) == 0);
}

TEST_CASE("routes, conditions, payload paths, transforms and all payload forms allocate nothing once warm") {
  MappingRules rules = sample_rules();
  rules.where = "$QoS = 1 OR $payload.temp > 20";
  rules.default_topic = "plant.other";
  rules.extended.message_timestamp = "time";
  for (const PayloadForm form : {PayloadForm::raw, PayloadForm::base64, PayloadForm::json}) {
    RouteRules route{rules, {"sensor/+/" + std::to_string(static_cast<int>(form))}, "$payload.temp > 80"};
    route.topic = "plant.${topic[2]|slug|lower}.a-suffix-longer-than-any-short-string";
    route.key = "${payload.place|upper}/${payload.all|base64}/${payload.temp}/${user.none|hex:-a long default here}";
    route.timestamp = form == PayloadForm::raw ? "message" : "${payload.time}";
    route.payload = form;
    rules.routes.push_back(std::move(route));
  }
  const std::string json =
      R"({"temp": 81.25, "time": "2023-11-14T22:13:20Z", "place": "hall seven, behind the door", "all": {"a": [1, 2]}})";
  const std::array<UserProperty, 1> time{{{"time", "2023-11-14T22:13:20+01:00"}}};
  std::vector<MqttMessage> messages;
  for (const std::string_view topic : {"sensor/A b/0", "sensor/C/1", "sensor/D/2", "sensor/\xC3\xA9/2", "other"}) {
    for (const std::string_view payload : {std::string_view(json), std::string_view(json).substr(0, 30)}) {
      MqttMessage message = sample_message();
      message.topic = topic;
      message.payload = payload;
      message.user_properties = time;
      messages.push_back(message);
    }
  }
  CHECK(allocations_of(rules, messages) == 0);
}

TEST_CASE("a thousand user properties allocate nothing once warm, in headers and in the envelope") {
  std::vector<std::string> names;
  for (int i = 0; i < 1000; ++i) names.push_back(i % 10 == 0 ? "" : "mqtt.name-" + std::to_string(i));
  std::vector<UserProperty> properties;
  for (const std::string& name : names) properties.push_back({name, name});
  MqttMessage message = sample_message();
  message.user_properties = properties;
  MappingRules rules = sample_rules();
  CHECK(allocations_of(rules, {message}) == 0);
  rules.payload = PayloadForm::json;
  CHECK(allocations_of(rules, {message}) == 0);
}

}  // namespace sluice
