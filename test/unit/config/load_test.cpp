// SPDX-License-Identifier: Apache-2.0
#include "config/load.hpp"

#include <catch2/catch.hpp>
#include <span>

#include "unit/config/config_text.hpp"

using namespace sluice;
using namespace sluice::test;

TEST_CASE("a minimal task gets its group and client id from its name") {
  const auto result = load(minimal());
  CHECK(render(result.diagnostics).empty());
  REQUIRE(result.config);
  CHECK(result.config->mqtt.group == "plant");
  CHECK(result.config->mqtt.client_id == "plant-box");
  CHECK(result.config->mqtt.brokers.at(0).text() == "mqtt://b:1883");
  CHECK(result.config->mapping.task == "plant");
  CHECK(result.config->mapping.filters == std::vector<std::string>{"a/#"});
  CHECK_FALSE(result.config->mqtt.password);
}

TEST_CASE("every field finds its place") {
  const auto result = load(
      "task: plant\n"
      "mqtt: {brokers: 'mqtts://a,mqtts://b:2', group: \"g-${task}\", filters: 'a/#, b/+', qos: 0, client_id: "
      "\"${hostname}\",\n"
      "  connections: 3, username: u, password: p, session_expiry: 1h, receive_maximum: 10, max_in_flight_bytes: "
      "1MiB,\n"
      "  max_message_size: 64KiB, keep_alive: 5s, stop_deadline: 1500ms, on_stop: leave, avoid_duplicates: true,\n"
      "  tls: {server_name: plant.example, alpn: x-mqtt, min_version: 1.3}}\n"
      "mapping: {topic: t, key: '', payload: raw, headers: {system: [topic, qos], system_prefix: m., user_properties: "
      "[k, 'x*'],\n"
      "  user_property_prefix: u., add: {h: \"${topic}\"}}, extended_fields: {preset: mosquitto, message_id: id,\n"
      "  publisher_username: ''}}\n"
      "kafka: {brokers: [k:1], compression: zstd, properties: {sasl.password: s, linger.ms: 5}}\n"
      "dead_letters: {topic: t.dead}\n"
      "log: {level: debug, format: json}\n");
  CHECK(render(result.diagnostics).empty());
  REQUIRE(result.config);
  const Config& config = *result.config;
  CHECK(config.mqtt.brokers.at(0).text() == "mqtts://a:8883");
  CHECK(config.mqtt.brokers.at(1).text() == "mqtts://b:2");
  CHECK(config.mqtt.tls.server_name == "plant.example");
  CHECK(config.mqtt.tls.alpn == "x-mqtt");
  CHECK(config.mqtt.tls.only_1_3);
  CHECK(config.mqtt.group == "g-plant");
  CHECK(config.mqtt.filters == std::vector<std::string>{"a/#", "b/+"});
  CHECK(config.mqtt.qos == 0);
  CHECK(config.mqtt.client_id == "box");
  CHECK(config.mqtt.connections == 3);
  CHECK(config.mqtt.username == "u");
  CHECK(config.mqtt.password.value().reveal() == "p");
  CHECK(config.mqtt.session_expiry == std::chrono::hours(1));
  CHECK(config.mqtt.receive_maximum == 10);
  CHECK(config.mqtt.max_in_flight_bytes == 1'048'576);
  CHECK(config.mqtt.max_message_size == 65'536);
  CHECK(config.mqtt.keep_alive == std::chrono::seconds(5));
  CHECK(config.mqtt.stop_deadline == std::chrono::milliseconds(1500));
  CHECK(config.mqtt.on_stop == OnStop::leave);
  CHECK(config.mqtt.avoid_duplicates);
  CHECK(config.mapping.key.empty());
  CHECK(config.mapping.headers.system == Selection::listed);
  CHECK(config.mapping.headers.system_fields == std::vector<std::string>{"topic", "qos"});
  CHECK(config.mapping.headers.system_prefix == "m.");
  CHECK(config.mapping.headers.user_patterns == std::vector<std::string>{"k", "x*"});
  CHECK(config.mapping.headers.user_property_prefix == "u.");
  CHECK(config.mapping.headers.add.at(0) == std::pair<std::string, std::string>{"h", "${topic}"});
  CHECK(config.mapping.extended.message_id == "id");
  CHECK(config.mapping.extended.message_timestamp == "$timestamp");
  CHECK_FALSE(config.mapping.extended.publisher_username);
  CHECK(config.kafka.compression == "zstd");
  CHECK(config.kafka.properties.at(0).second.reveal() == "s");
  CHECK(config.dead_letters.topic == "t.dead");
  CHECK(config.dead_letters.on_rejected == OnRejected::stop);
  CHECK(config.log.level == LogLevel::debug);
  CHECK(config.log.format == LogFormat::json);
}

TEST_CASE("without a dead-letter topic a message may be dropped") {
  const auto result = load(minimal() + "dead_letters: {on_rejected: drop}\n");
  REQUIRE(result.config);
  CHECK(result.config->dead_letters.topic.empty());
  CHECK(result.config->dead_letters.on_rejected == OnRejected::drop);
}

TEST_CASE("values come from the environment and from files") {
  const auto environment = environment_of({{"NAME", "u${task}"}, {"QOS", "0"}}, {{"secrets/mqtt", "hunter2\r\n"}});
  const auto result =
      load(minimal("  username: x-${env:NAME}-$${env:NAME}\n  qos: ${env:QOS}\n  password: ${file:secrets/mqtt}\n"),
           {"mqtt.brokers=[mqtt://localhost]"}, environment);
  CHECK(render(result.diagnostics).empty());
  REQUIRE(result.config);
  CHECK(result.config->mqtt.username == "x-u${task}-$${env:NAME}");
  CHECK(result.config->mqtt.qos == 0);
  CHECK(result.config->mqtt.password.value().reveal() == "hunter2");
  CHECK(result.config->mqtt.password_source.written == "${file:secrets/mqtt}");
}

TEST_CASE("a bad value from the environment or a file is shown as it was written") {
  const auto environment = environment_of({{"URL", "hunter2.example"}}, {{"key", "hunter2"}});
  CHECK(rendered(minimal("  qos: ${file:key}\n  on_stop: ${env:URL}\n"), {}, environment) ==
        "task.yaml:7:8: error: `mqtt.qos` must be a whole number, not `${file:key}`\n"
        "    qos: ${file:key}\n"
        "         ^\n"
        "  hint: for example `qos: 1`\n"
        "task.yaml:8:12: error: `mqtt.on_stop` is `${env:URL}`: it is one of keep, leave\n"
        "    on_stop: ${env:URL}\n"
        "             ^\n");
}

TEST_CASE("the caret counts characters, not bytes") {
  CHECK(rendered("task: plant\nmqtt: {username: \"é\", qos: x}\n")
            .find("  mqtt: {username: \"é\", qos: x}\n"
                  "                             ^\n") != std::string::npos);
}

TEST_CASE("a byte order mark and Windows line ends are borne") {
  CHECK(rendered("\xEF\xBB\xBFtask: plant\r\nmqtt:\r\n  brokers: [mqtt://b]\r\n  filters: [a/#]\r\n  qos: 3\r\n"
                 "mapping: {topic: t}\r\nkafka: {brokers: [k:1]}\r\n") ==
        "task.yaml:5:8: error: `mqtt.qos` is `3`\n    qos: 3\n         ^\n  hint: allowed is 0 to 1\n");
}

TEST_CASE("a file with very many faults shows the first thousand and the number of the others") {
  std::string text = minimal();
  for (int i = 0; i < 3000; ++i) text += "password" + std::to_string(i) + ": hunter" + std::to_string(i) + '\n';
  const auto diagnostics = load(text).diagnostics;
  REQUIRE(diagnostics.size() == 1001);
  CHECK(diagnostics[999].line == 1006);
  CHECK(render(std::span(diagnostics).last(1)) ==
        "task.yaml: error: 2000 more findings are not shown\n"
        "  hint: mend these first; or is this not the configuration file?\n");
  CHECK(has_errors(diagnostics));
}

TEST_CASE("a file that cannot be read is a diagnostic") {
  const auto result = load_file("/no/such/task.yaml");
  CHECK(render(result.diagnostics) ==
        "/no/such/task.yaml: error: the file cannot be read: No such file or directory\n");
  CHECK(render(load_file("/").diagnostics) == "/: error: the file cannot be read: it is a folder\n");
}
