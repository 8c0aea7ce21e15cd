// SPDX-License-Identifier: Apache-2.0
#include "header_lines.hpp"
#include "one_mapping.hpp"
#include "sample_message.hpp"

namespace sluice {

namespace {

/// A route that takes over what the mapping says but for its topic.
RouteRules route_to(const MappingRules& rules, std::string topic, std::vector<std::string> filters) {
  RouteRules route{rules, std::move(filters), {}};
  route.topic = std::move(topic);
  return route;
}

std::string topic_for(Mapper& mapper, std::string_view mqtt_topic) {
  MqttMessage message;
  message.topic = mqtt_topic;
  return std::string(record_of(mapper, message).topic);
}

}  // namespace

TEST_CASE("the first route that matches makes the record, and the mapping itself what none takes") {
  MappingRules rules = sample_rules();
  rules.routes = {route_to(rules, "doors", {"alarm/+/door"}), route_to(rules, "alarms", {"alarm/#", "fault/#"}),
                  route_to(rules, "faults", {"fault/#"})};
  Mapper mapper = compiled(rules);
  CHECK(topic_for(mapper, "alarm/7/door") == "doors");
  CHECK(topic_for(mapper, "alarm/7/window") == "alarms");
  CHECK(topic_for(mapper, "alarm") == "alarms");
  CHECK(topic_for(mapper, "fault/7") == "alarms");
  CHECK(topic_for(mapper, "sensor/7") == "plant.telemetry");
  CHECK(topic_for(mapper, "alarms/7") == "plant.telemetry");
}

TEST_CASE("a mapper tells which route took the message, also when its record is rejected") {
  MappingRules rules = sample_rules();
  rules.routes = {route_to(rules, "doors", {"door/#"}), route_to(rules, "${user.absent}", {"alarm/#"})};
  Mapper mapper = compiled(rules);
  CHECK(mapper.routes() == 2);
  const auto route_for = [&](std::string_view topic) {
    MqttMessage message;
    message.topic = topic;
    static_cast<void>(mapper.map(message));
    return mapper.route();
  };
  CHECK(route_for("door/1") == 0);
  CHECK(route_for("alarm/1") == 1);
  CHECK(route_for("sensor/1") == 2);
  CHECK(route_for("door/1") == 0);
}

TEST_CASE("a route without a filter takes every message") {
  MappingRules rules = sample_rules();
  rules.routes = {route_to(rules, "rest", {})};
  Mapper mapper = compiled(rules);
  CHECK(topic_for(mapper, "sensor/7") == "rest");
}

TEST_CASE("a route takes what matches its filter and passes its condition") {
  MappingRules rules = sample_rules();
  rules.routes = {route_to(rules, "hot-alarms", {"alarm/#"}), route_to(rules, "hot", {})};
  for (RouteRules& route : rules.routes) route.where = "$payload.temp > 80";
  Mapper mapper = compiled(rules);
  struct Row {
    std::string mqtt_topic;
    std::string payload;
    std::string topic;
  };
  const Row row = GENERATE(values<Row>({
      {"alarm/7", R"({"temp": 81})", "hot-alarms"},
      {"sensor/7", R"({"temp": 81})", "hot"},
      {"alarm/7", R"({"temp": 80})", "plant.telemetry"},
      {"alarm/7", R"({"temp": "hot"})", "plant.telemetry"},
      {"alarm/7", R"({})", "plant.telemetry"},
      {"alarm/7", "not JSON", "plant.telemetry"},
  }));
  MqttMessage message;
  message.topic = row.mqtt_topic;
  message.payload = row.payload;
  CHECK(record_of(mapper, message).topic == row.topic);
}

TEST_CASE("what does not pass the condition of the mapping is dropped before any route is asked") {
  MappingRules rules = sample_rules();
  rules.where = "$QoS = 1 AND k1 = 'last'";
  rules.routes = {route_to(rules, "rest", {})};
  Mapper mapper = compiled(rules);
  CHECK(record_of(mapper, sample_message()).topic == "rest");
  CHECK(std::holds_alternative<Dropped>(mapper.map(bare_message())));
}

TEST_CASE("a fault in a condition has the key of the route") {
  MappingRules rules = sample_rules();
  rules.where = "k1 =";
  rules.routes = {route_to(rules, "a", {"a"}), route_to(rules, "b", {"b"})};
  rules.routes[1].where = "$message_id = 'x'";
  CHECK(faults_of(rules) == std::vector<std::string>{
                                "where:4: a value is missing at the end",
                                "routes[1].where:0: message_id is not mapped: no message can have it",
                            });
}

TEST_CASE("each route has a topic, a key, headers, a time and a payload of its own") {
  MappingRules rules = sample_rules();
  rules.extended.message_timestamp = "t";
  RouteRules route = route_to(rules, "p.${topic[2]}", {"alarm/#"});
  route.default_topic = "p.other";
  route.key = "${topic[2]}";
  route.timestamp = "message";
  route.payload = PayloadForm::base64;
  route.headers.system = Selection::none;
  route.headers.add = {{"level", "high"}};
  rules.routes = {route};
  Mapper mapper = compiled(rules);

  const std::array<UserProperty, 1> time{{{"t", "77"}}};
  MqttMessage message;
  message.topic = "alarm/7";
  message.payload = "x";
  message.user_properties = time;
  message.received_ms = 5;
  const KafkaRecord routed = record_of(mapper, message);
  CHECK(routed.topic == "p.7");
  CHECK(routed.is_topic_rendered);
  CHECK(routed.default_topic == "p.other");
  CHECK(routed.key == "7");
  CHECK(routed.timestamp_ms == 77);
  CHECK(routed.value == "eA==");
  CHECK(lines(routed.headers) == std::vector<std::string>{"t=77", "level=high"});

  message.topic = "a";
  const KafkaRecord other = record_of(mapper, message);
  CHECK(other.topic == "plant.telemetry");
  CHECK_FALSE(other.is_topic_rendered);
  CHECK(other.default_topic.empty());
  CHECK(other.key == "a");
  CHECK(other.timestamp_ms == 5);
  CHECK(other.value == "x");
  CHECK(lines(other.headers) == std::vector<std::string>{"mqtt.topic=a", "mqtt.duplicated=false", "mqtt.qos=0",
                                                         "mqtt.retained=false", "mqtt.message_timestamp=77", "t=77"});
}

}  // namespace sluice
