// SPDX-License-Identifier: Apache-2.0
// deploy/mosquitto in Debian's Mosquitto: what a subscriber gets, and what `sluice run` makes of it.
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <map>

#include "support/mock_kafka.hpp"
#include "support/mqtt_client.hpp"
#include "support/servers.hpp"
#include "support/sluice_process.hpp"

namespace sluice::test {
namespace {

using Pairs = std::vector<TextPair>;

std::vector<std::string> plugin_lines(std::vector<std::string> more = {}) {
  std::vector<std::string> lines{std::string("plugin ") + SLUICE_MOSQUITTO_PLUGIN};
  lines.insert(lines.end(), more.begin(), more.end());
  return lines;
}

Properties user_properties(const Pairs& pairs) {
  Properties properties;
  for (const auto& pair : pairs) properties.push_back({PropertyId::user_property, pair});
  return properties;
}

ClientOptions client(const std::string& id, std::optional<std::string> username = std::nullopt) {
  return {.client_id = id, .properties = {}, .username = std::move(username)};
}

/// A publisher's attempt at every name, beside honest ones.
const Pairs forged{{"$message_id", "forged"},
                   {"unit", "C"},
                   {"$timestamp", "forged"},
                   {"$clientid", "forged"},
                   {"unit", "K"},
                   {"$client_address", "forged"},
                   {"$client_username", "forged"},
                   {"", "no name, $clientid"},
                   {"$clientid.x", "another name"}};
const Pairs honest{{"unit", "C"}, {"unit", "K"}, {"", "no name, $clientid"}, {"$clientid.x", "another name"}};

std::int64_t now_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

/// Message id and time are the broker's to choose: checks their form and replaces them by `id` and `time`.
Pairs with_known_values(Pairs pairs, std::int64_t since_ms) {
  for (auto& [name, value] : pairs) {
    if (name == "$message_id") {
      CHECK(value.size() == 32);
      CHECK(value.find_first_not_of("0123456789abcdef") == std::string::npos);
      value = "id";
    } else if (name == "$timestamp") {
      CHECK(value.find_first_not_of("0123456789") == std::string::npos);
      const std::int64_t time = std::strtoll(value.c_str(), nullptr, 10);
      CHECK(time >= since_ms);
      CHECK(time <= now_ms());
      value = "time";
    }
  }
  return pairs;
}

Pairs joined(Pairs first, const Pairs& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

/// A publisher of MQTT 3.1.1, which knows no properties: CONNECT, and one PUBLISH of QoS 0.
void publish_by_mqtt_3(std::uint16_t port, const std::string& id, const std::string& username,
                       const std::string& topic) {
  Stream stream = Stream::connect(port);
  WireWriter connect;
  connect.text("MQTT").u8(4).u8(0x82).u16(0).text(id).text(username);
  REQUIRE(stream.send(frame(0x10, connect.bytes())));
  REQUIRE(stream.receive(Milliseconds{10'000}) == std::string("\x20\x02\0\0", 4));
  WireWriter publish;
  publish.text(topic).raw("x");
  REQUIRE(stream.send(frame(0x30, publish.bytes()) + frame(0xC0, "")));
  REQUIRE(stream.receive(Milliseconds{10'000}) == std::string("\xD0\0", 2));
}

Publish next(MqttClient& subscriber) {
  const auto publish = subscriber.receive(Milliseconds{10'000});
  if (!publish) throw std::runtime_error("no PUBLISH came within 10 s");
  if (publish->qos > 0) subscriber.acknowledge(publish->packet_id);
  return *publish;
}

/// Of the last header of each name.
std::map<std::string, std::string> headers_of(const ReadRecord& record) {
  std::map<std::string, std::string> headers;
  for (const auto& [name, value] : record.headers) headers[name] = value.value_or("(null)");
  return headers;
}

}  // namespace

TEST_CASE("the plugin appends five pairs to each PUBLISH, and takes those of their names from publishers") {
  const Mosquitto mosquitto(plugin_lines());
  const std::int64_t start_ms = now_ms();
  MqttClient subscriber(mosquitto.port(), client("reader"));
  subscriber.subscribe({{.filter = "load/#"}});
  MqttClient joe(mosquitto.port(), client("pump", "joe"));

  // All else that a PUBLISH may carry stays, in its order.
  Properties properties{{PropertyId::payload_format, 1U},
                        {PropertyId::content_type, "text/plain"},
                        {PropertyId::response_topic, "reply"},
                        {PropertyId::correlation_data, std::string("\0\1\2", 3)}};
  for (const auto& property : user_properties(forged)) properties.push_back(property);
  CHECK(joe.publish({.topic = "load/1", .payload = "x", .properties = properties}) == 0);
  const Publish first = next(subscriber);
  CHECK(first.payload == "x");
  CHECK(number_of(first.properties, PropertyId::payload_format) == 1U);
  CHECK(text_of(first.properties, PropertyId::content_type) == "text/plain");
  CHECK(text_of(first.properties, PropertyId::response_topic) == "reply");
  CHECK(text_of(first.properties, PropertyId::correlation_data) == std::string("\0\1\2", 3));
  CHECK(with_known_values(user_properties_of(first.properties), start_ms) ==
        joined(honest, {{"$message_id", "id"},
                        {"$timestamp", "time"},
                        {"$clientid", "pump"},
                        {"$client_address", "127.0.0.1"},
                        {"$client_username", "joe"}}));

  // Without properties of its own, and without a user name: then there is no pair of it, a forged one neither.
  MqttClient nobody(mosquitto.port(), client("nobody"));
  const Pairs of_nobody{
      {"$message_id", "id"}, {"$timestamp", "time"}, {"$clientid", "nobody"}, {"$client_address", "127.0.0.1"}};
  nobody.publish({.topic = "load/2", .payload = "x", .properties = {}});
  CHECK(with_known_values(user_properties_of(next(subscriber).properties), start_ms) == of_nobody);
  nobody.publish({.topic = "load/3", .payload = "x", .properties = user_properties({{"$client_username", "root"}})});
  CHECK(with_known_values(user_properties_of(next(subscriber).properties), start_ms) == of_nobody);

  publish_by_mqtt_3(mosquitto.port(), "old", "ann", "load/4");
  CHECK(with_known_values(user_properties_of(next(subscriber).properties), start_ms) ==
        Pairs{{"$message_id", "id"},
              {"$timestamp", "time"},
              {"$clientid", "old"},
              {"$client_address", "127.0.0.1"},
              {"$client_username", "ann"}});
}

TEST_CASE("a field that the plugin is told to leave out cannot be forged either") {
  const Mosquitto mosquitto(plugin_lines({"plugin_opt_fields clientid, message_id"}));
  MqttClient subscriber(mosquitto.port(), client("reader"));
  subscriber.subscribe({{.filter = "load/#"}});
  MqttClient joe(mosquitto.port(), client("pump", "joe"));
  joe.publish({.topic = "load/1", .payload = "x", .properties = user_properties(forged)});
  CHECK(with_known_values(user_properties_of(next(subscriber).properties), 0) ==
        joined(honest, {{"$message_id", "id"}, {"$clientid", "pump"}}));
}

TEST_CASE("Mosquitto does not start with an option that the plugin does not know, and says why") {
  const auto [line, text] = GENERATE(table<std::string, std::string>({
      {"plugin_opt_fields clientid,usrname",
       R"(sluice: plugin_opt_fields names "usrname", which is not known: write some of message_id, timestamp, clientid, client_address, client_username)"},
      {"plugin_opt_felds clientid", "sluice: plugin_opt_felds is not known: its only option is plugin_opt_fields"},
  }));
  CHECK_THROWS_WITH(Mosquitto(plugin_lines({line})), Catch::Contains(text));
}

TEST_CASE("with the plugin and its preset, a record has the five extended fields, none of them forged") {
  const Mosquitto mosquitto(plugin_lines());
  MockKafka kafka;
  kafka.create_topic("plant", 1);
  TaskFile file("mqtt://" + mosquitto.address(), kafka.bootstrap());
  file.set("mapping.extended_fields.preset", "mosquitto");
  SluiceProcess sluice(file);
  sluice.wait_ready();

  MqttClient joe(mosquitto.port(), client("pump", "joe"));
  CHECK(joe.publish({.topic = "load/1", .payload = "x", .properties = user_properties(forged)}) == 0);
  MqttClient nobody(mosquitto.port(), client("nobody"));
  CHECK(nobody.publish({.topic = "load/2", .payload = "y", .properties = user_properties(forged)}) == 0);
  const auto records = KafkaReader(kafka.bootstrap(), "plant").read(2);
  REQUIRE(records.size() == 2);

  auto of_joe = headers_of(records[0]);
  CHECK(of_joe["mqtt.message_id"].size() == 32);
  CHECK(of_joe["mqtt.message_timestamp"].size() == 13);
  CHECK(of_joe["mqtt.publisher_client_id"] == "pump");
  CHECK(of_joe["mqtt.publisher_client_host"] == "127.0.0.1");
  CHECK(of_joe["mqtt.publisher_username"] == "joe");
  auto of_nobody = headers_of(records[1]);
  CHECK(of_nobody["mqtt.publisher_client_id"] == "nobody");
  CHECK_FALSE(of_nobody.contains("mqtt.publisher_username"));
  CHECK(of_nobody["mqtt.message_id"] > of_joe["mqtt.message_id"]);
  CHECK(sluice.stop() == 0);
}

}  // namespace sluice::test
