// SPDX-License-Identifier: Apache-2.0
// What a message of a real broker looks like in a real Kafka.
#include <catch2/catch.hpp>

#include "support/scripted_broker.hpp"
#include "support/site.hpp"

namespace sluice::test {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// A line each: a failure then shows which one differs.
std::string text_of(const Headers& headers) {
  std::string text;
  for (const auto& [name, value] : headers) text += name + " = " + value + "\n";
  return text;
}

Properties with_user_properties(Properties properties, const std::vector<TextPair>& pairs) {
  for (const auto& pair : pairs) properties.push_back({PropertyId::user_property, pair});
  return properties;
}

/// The record that becomes of one message, which is published when sluice is ready.
StoredRecord record_of(const Site& site, const TaskFile& file, const Publish& publish) {
  SluiceProcess sluice(file);
  sluice.wait_ready();
  MqttClient publisher(site.mosquitto.port(), {.client_id = "sensor", .properties = {}});
  CHECK(publisher.publish(publish) == 0);
  REQUIRE(site.log.wait_for_count(1, Milliseconds{20'000}));
  CHECK(sluice.stop() == 0);
  CHECK(site.log.count() == 1);
  return site.log.records().at(0);
}

}  // namespace

TEST_CASE("a sensor message with all that MQTT 5 has becomes one record: key, headers in order, value") {
  const Site site;
  const std::string payload("{\"t\": 21.5}\0\xFF", 13);
  const Publish publish{
      .topic = "load/oven/7",
      .payload = payload,
      .properties = with_user_properties({{PropertyId::payload_format, 0U},
                                          {PropertyId::message_expiry, 3600U},
                                          {PropertyId::content_type, "application/json"},
                                          {PropertyId::response_topic, "reply/7"},
                                          {PropertyId::correlation_data, std::string("\0\1\2", 3)}},
                                         {{"unit", "C"}, {"line", "7"}, {"unit", "K"}, {"", "empty"}})};
  const auto record = record_of(site, site.file(), publish);
  CHECK(record.key == "load/oven/7");
  CHECK(record.value == payload);
  auto headers = record.headers;
  // The broker counts the expiry down.
  for (auto& [name, value] : headers) {
    if (name == "mqtt.message_expiry" && value == "3599") value = "3600";
  }
  CHECK(text_of(headers) == text_of(Headers{{"mqtt.topic", "load/oven/7"},
                                            {"mqtt.packet_id", "1"},
                                            {"mqtt.duplicated", "false"},
                                            {"mqtt.qos", "1"},
                                            {"mqtt.retained", "false"},
                                            {"mqtt.content_type", "application/json"},
                                            {"mqtt.payload_format", "0"},
                                            {"mqtt.message_expiry", "3600"},
                                            {"mqtt.response_topic", "reply/7"},
                                            {"mqtt.correlation_data", std::string("\0\1\2", 3)},
                                            {"unit", "C"},
                                            {"line", "7"},
                                            {"unit", "K"},
                                            {"", "empty"}}));
}

TEST_CASE("a bare message has no header for what it does not have") {
  const Site site;
  const auto record = record_of(site, site.file(), {.topic = "load/1", .payload = "", .properties = {}});
  CHECK(record.key == "load/1");
  CHECK(record.value.empty());
  CHECK(text_of(record.headers) == text_of(Headers{{"mqtt.topic", "load/1"},
                                                   {"mqtt.packet_id", "1"},
                                                   {"mqtt.duplicated", "false"},
                                                   {"mqtt.qos", "1"},
                                                   {"mqtt.retained", "false"}}));
}

TEST_CASE("a publisher can forge neither a system header nor a field that the broker adds") {
  const Site site;
  const auto file = site.file().set("mapping.extended_fields", "{publisher_client_id: $clientid}");
  const Publish publish{.topic = "load/1",
                        .payload = "x",
                        .properties = with_user_properties({}, {{"mqtt.topic", "forged"},
                                                                {"mqtt.publisher_client_id", "forged"},
                                                                {"$clientid", "forged"},
                                                                {"plain", "p"},
                                                                {"$clientid", "the broker's own, added last"}})};
  const auto record = record_of(site, file, publish);
  std::map<std::string, std::vector<std::string>> values;
  for (const auto& [name, value] : record.headers) values[name].push_back(value);
  using Values = std::vector<std::string>;
  CHECK(values["mqtt.topic"] == Values{"load/1"});
  CHECK(values["mqtt.publisher_client_id"] == Values{"the broker's own, added last"});
  CHECK(values["user.mqtt.topic"] == Values{"forged"});
  CHECK(values["user.mqtt.publisher_client_id"] == Values{"forged"});
  CHECK(values["plain"] == Values{"p"});
}

TEST_CASE("key and headers follow the configuration") {
  const Site site;
  const auto file = site.file()
                        .set("mapping.key", "\"${topic[2]}-${user.line}\"")
                        .set("mapping.headers.system", "[topic]")
                        .set("mapping.headers.system_prefix", "m.")
                        .set("mapping.headers.user_properties", "[li*]")
                        .set("mapping.headers.user_property_prefix", "\"u.\"")
                        .set("mapping.headers.add", "{site: plant-7}");
  const Publish publish{
      .topic = "load/oven", .payload = "x", .properties = with_user_properties({}, {{"line", "7"}, {"unit", "C"}})};
  const auto record = record_of(site, file, publish);
  CHECK(record.key == "oven-7");
  CHECK(text_of(record.headers) == text_of(Headers{{"m.topic", "load/oven"}, {"u.line", "7"}, {"site", "plant-7"}}));
}

}  // namespace sluice::test
