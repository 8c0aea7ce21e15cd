// SPDX-License-Identifier: Apache-2.0
// The whole mapping between real servers: every message is accounted for.
#include <algorithm>
#include <catch2/catch.hpp>

#include "support/mqtt_client.hpp"
#include "support/record_log.hpp"
#include "support/servers.hpp"
#include "support/sluice_process.hpp"

namespace sluice::test {
namespace {

constexpr int message_count = 400;

/// Where a message is to arrive, by its number.
enum class Fate { filtered, alarm, hot, too_large, plain };

Fate fate_of(int number) {
  if (number % 10 == 0) return Fate::filtered;
  if (number % 10 == 1) return Fate::alarm;
  if (number % 10 == 2) return Fate::hot;
  return number % 50 == 3 ? Fate::too_large : Fate::plain;
}

std::size_t number_with(Fate fate) {
  std::size_t count = 0;
  for (int number = 0; number < message_count; ++number) count += fate_of(number) == fate ? 1U : 0U;
  return count;
}

Publish message(int number) {
  const Fate fate = fate_of(number);
  Publish publish;
  publish.topic = "load/m" + std::to_string(number % 7) + (fate == Fate::alarm ? "/alarm" : "/state");
  publish.payload = R"({"id":)" + std::to_string(number) + R"(,"temp":)" + (fate == Fate::hot ? "91.5" : "20") + "}";
  if (fate == Fate::too_large) publish.payload += std::string(150'000, ' ');
  publish.properties.push_back({PropertyId::user_property, TextPair{"number", std::to_string(number)}});
  // What a publisher claims of itself must not win over the plugin.
  publish.properties.push_back({PropertyId::user_property, TextPair{"$clientid", "forged"}});
  if (fate == Fate::filtered) publish.properties.push_back({PropertyId::user_property, TextPair{"test", "yes"}});
  return publish;
}

std::string header(const StoredRecord& record, std::string_view name) {
  const auto found = std::ranges::find_if(record.headers, [name](const auto& each) { return each.first == name; });
  return found == record.headers.end() ? "(none)" : found->second;
}

/// The numbers of the messages behind the records, sorted.
std::vector<int> numbers(const RecordLog& log) {
  std::vector<int> all;
  for (const StoredRecord& record : log.records()) all.push_back(std::stoi(header(record, "number")));
  std::ranges::sort(all);
  return all;
}

std::vector<int> numbers(Fate fate) {
  std::vector<int> all;
  for (int number = 0; number < message_count; ++number) {
    if (fate_of(number) == fate) all.push_back(number);
  }
  return all;
}

struct Topics {
  explicit Topics(const std::string& kafka)
      : plain(made(kafka, "plant"), "plant", 1),
        alarms(made(kafka, "plant.alarms"), "plant.alarms", 1),
        hot(made(kafka, "plant.hot"), "plant.hot", 1),
        dead(made(kafka, "dead"), "dead", 1) {}

  static const std::string& made(const std::string& kafka, const std::string& topic) {
    const std::string limit = topic == "dead" ? "1000000" : "100000";
    create_topic(kafka, topic, 1, {{"max.message.bytes", limit}});
    return kafka;
  }

  RecordLog plain;
  RecordLog alarms;
  RecordLog hot;
  RecordLog dead;
};

}  // namespace

TEST_CASE("with filter, routes, extended fields and dead letters: delivered + filtered + dead = sent") {
  const Mosquitto mosquitto({"autosave_on_changes false", std::string("plugin ") + SLUICE_MOSQUITTO_PLUGIN});
  const ApacheKafka kafka;
  const Topics topics(kafka.address());
  SluiceProcess sluice(TaskFile("mqtt://" + mosquitto.address(), kafka.address())
                           .set("log.level", "info")
                           .set("dead_letters.topic", "dead")
                           .set("kafka.compression", "none")
                           .set("mapping.where", "test IS NULL")
                           .set("mapping.extended_fields.preset", "mosquitto")
                           .set("mapping.timestamp", "message")
                           .set("mapping.routes",
                                "[{filter: load/+/alarm, topic: plant.alarms, key: '${topic[2]}'}, "
                                "{where: $payload.temp > 80, topic: plant.hot, payload: json}]"));
  sluice.wait_ready();

  MqttClient publisher(mosquitto.port(), {.client_id = "press-7"});
  for (int number = 0; number < message_count; ++number) REQUIRE(publisher.publish(message(number)) == 0);

  CHECK(topics.plain.wait_for_count(number_with(Fate::plain), Milliseconds{60'000}));
  CHECK(topics.alarms.wait_for_count(number_with(Fate::alarm), Milliseconds{60'000}));
  CHECK(topics.hot.wait_for_count(number_with(Fate::hot), Milliseconds{60'000}));
  CHECK(topics.dead.wait_for_count(number_with(Fate::too_large), Milliseconds{60'000}));
  CHECK(sluice.stop() == 0);
  sluice.wait_for_log(
      {"event=stopped", "received=400", "delivered=352", "filtered=40", "dead_lettered=8", "in_flight=0"});

  CHECK(numbers(topics.plain) == numbers(Fate::plain));
  CHECK(numbers(topics.alarms) == numbers(Fate::alarm));
  CHECK(numbers(topics.hot) == numbers(Fate::hot));
  CHECK(numbers(topics.dead) == numbers(Fate::too_large));
  const StoredRecord alarm = topics.alarms.records().front();
  CHECK(alarm.key == "m1");
  CHECK(header(alarm, "mqtt.publisher_client_id") == "press-7");
  CHECK(header(alarm, "mqtt.message_id").size() == 32);
  const StoredRecord hot = topics.hot.records().front();
  CHECK(hot.value.starts_with(R"({"topic":"load/m2/state","qos":1,"retained":false,"duplicated":false,"packet_id":)"));
  CHECK(hot.value.ends_with(R"("payload":{"id":2,"temp":91.5},"payload_encoding":"json"})"));
  const StoredRecord dead = topics.dead.records().front();
  CHECK(header(dead, "sluice.error") == "MSG_SIZE_TOO_LARGE");
  CHECK(header(dead, "sluice.topic") == "plant");
  CHECK(dead.value == message(3).payload);
}

}  // namespace sluice::test
