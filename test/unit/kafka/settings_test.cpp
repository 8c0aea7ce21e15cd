// SPDX-License-Identifier: Apache-2.0
#include "kafka/settings.hpp"

#include <catch2/catch.hpp>
#include <map>

namespace sluice {
namespace {

Config plain_config() {
  Config config;
  config.task = "plant";
  config.mqtt.client_id = "plant-host";
  config.kafka.brokers = {"a:9092", "b:9093"};
  config.mapping.topic = "telemetry";
  return config;
}

// Of the same name the last counts, as for librdkafka.
std::map<std::string, std::string> effective(const std::vector<KafkaProperty>& properties) {
  std::map<std::string, std::string> values;
  for (const KafkaProperty& property : properties) values[property.name] = property.value;
  return values;
}

TEST_CASE("the promise's settings come after the user's and cannot be overridden") {
  Config config = plain_config();
  config.kafka.properties = {{"enable.idempotence", Secret("false")},
                             {"message.timeout.ms", Secret("1000")},
                             {"delivery.report.only.error", Secret("true")},
                             {"bootstrap.servers", Secret("elsewhere:1")}};

  const auto values = effective(producer_properties(config, 0, Company::shared));

  CHECK(values.at("enable.idempotence") == "true");
  CHECK(values.at("message.timeout.ms") == "0");
  CHECK(values.at("delivery.report.only.error") == "false");
  CHECK(values.at("bootstrap.servers") == "a:9092,b:9093");
}

TEST_CASE("the user's properties override our defaults") {
  Config config = plain_config();
  config.kafka.properties = {{"linger.ms", Secret("50")}, {"partitioner", Secret("consistent")}};

  const auto values = effective(producer_properties(config, 0, Company::shared));

  CHECK(values.at("linger.ms") == "50");
  CHECK(values.at("partitioner") == "consistent");
  CHECK(values.at("compression.type") == "lz4");
}

TEST_CASE("the local queue has room for the whole window") {
  Config config = plain_config();
  config.mqtt.receive_maximum = 65535;
  config.mqtt.max_in_flight_bytes = 64U << 20U;
  config.mqtt.max_message_size = 100U << 20U;

  const auto values = effective(producer_properties(config, 0, Company::shared));

  CHECK(std::stoul(values.at("queue.buffering.max.messages")) >= 65535);
  CHECK(std::stoul(values.at("queue.buffering.max.kbytes")) >= 100U << 10U);
}

TEST_CASE("the local queue has room for the largest record that the producer takes") {
  // A small message may become a large record: payload: json writes a control character as six.
  Config config = plain_config();
  config.mqtt.max_in_flight_bytes = 1U << 20U;
  config.mqtt.max_message_size = 1U << 20U;
  config.kafka.properties = {{"message.max.bytes", Secret("100000000")}};
  const auto values = effective(producer_properties(config, 0, Company::shared));
  CHECK(std::stoul(values.at("queue.buffering.max.kbytes")) * 1024 >= 100'000'000);
}

TEST_CASE("a window beyond what librdkafka can count asks for its largest queue") {
  Config config = plain_config();
  config.mqtt.max_in_flight_bytes = std::uint64_t{1} << 50U;
  const auto properties = producer_properties(config, 0, Company::shared);
  CHECK(effective(properties).at("queue.buffering.max.kbytes") == "2147483647");
  CHECK(make_kafka_conf(properties));
}

TEST_CASE("linger follows the window") {
  struct Case {
    std::uint32_t window;
    std::uint32_t linger_ms;
  };
  const auto c = GENERATE(values<Case>({{1, 0}, {99, 0}, {100, 1}, {999, 1}, {1000, 5}, {65535, 5}}));
  CHECK(linger_ms(c.window) == c.linger_ms);
}

TEST_CASE("the client id is that of the MQTT connection") {
  const Config config = plain_config();
  CHECK(effective(producer_properties(config, 0, Company::shared)).at("client.id") == "plant-host");
  CHECK(effective(producer_properties(config, 2, Company::shared)).at("client.id") == "plant-host-2");
}

TEST_CASE("the sections for security become librdkafka's properties for producers and other clients") {
  Config config = plain_config();
  CHECK_FALSE(effective(producer_properties(config, 0, Company::shared)).contains("security.protocol"));
  config.kafka.tls.enabled = true;
  config.kafka.tls.files = {"ca.pem", "me.pem", "me.key", Secret("open")};
  auto values = effective(producer_properties(config, 0, Company::shared));
  CHECK(values.at("security.protocol") == "SSL");
  CHECK(values.at("ssl.ca.location") == "ca.pem");
  CHECK(values.at("ssl.certificate.location") == "me.pem");
  CHECK(values.at("ssl.key.location") == "me.key");
  CHECK(values.at("ssl.key.password") == "open");
  CHECK(values.at("ssl.endpoint.identification.algorithm") == "https");
  CHECK_FALSE(values.contains("sasl.mechanisms"));

  config.kafka.sasl.mechanism = "SCRAM-SHA-256";
  config.kafka.sasl.username = "u";
  config.kafka.sasl.password = Secret("p");
  values = effective(client_properties(config));
  CHECK(values.at("security.protocol") == "SASL_SSL");
  CHECK(values.at("sasl.mechanisms") == "SCRAM-SHA-256");
  CHECK(values.at("sasl.username") == "u");
  CHECK(values.at("sasl.password") == "p");
  config.kafka.tls = {};
  CHECK(effective(client_properties(config)).at("security.protocol") == "SASL_PLAINTEXT");

  config.kafka.sasl = {};
  config.kafka.sasl.mechanism = "OAUTHBEARER";
  values = effective(client_properties(config));
  CHECK(values.at("sasl.mechanisms") == "OAUTHBEARER");
  CHECK_FALSE(values.contains("sasl.username"));
}

TEST_CASE("a producer of single records makes batches of one, whatever the user's properties") {
  Config config = plain_config();
  config.kafka.properties = {{"linger.ms", Secret("50")}, {"batch.num.messages", Secret("100")}};
  const auto values = effective(producer_properties(config, 0, Company::alone));
  CHECK(values.at("batch.num.messages") == "1");
  CHECK(values.at("linger.ms") == "0");
}

TEST_CASE("a property that librdkafka refuses is named with its value and librdkafka's text") {
  struct Case {
    std::string name;
    std::string value;
    std::string text;
  };
  const auto c = GENERATE(values<Case>({
      {"linger.ms", "soon",
       "kafka.properties.linger.ms: librdkafka refuses the value \"soon\": Invalid value for configuration property "
       "\"queue.buffering.max.ms\"; see librdkafka's CONFIGURATION.md for its values"},
      {"lingr.ms", "5",
       "kafka.properties.lingr.ms: librdkafka refuses it: No such configuration property: \"lingr.ms\"; correct the "
       "name "
       "or remove it"},
      {"batch.num.messages", "0",
       "kafka.properties.batch.num.messages: librdkafka refuses the value \"0\": Configuration property "
       "\"batch.num.messages\" value 0 is outside allowed range 1..1000000; see librdkafka's CONFIGURATION.md for its "
       "values"},
      {"sasl.pasword", "hunter2",
       "kafka.properties.sasl.pasword: librdkafka refuses it: No such configuration property: \"sasl.pasword\"; "
       "correct "
       "the name or remove it"},
      {"acks", "some",
       "kafka.properties.acks: librdkafka refuses the value \"some\": Invalid value for configuration property "
       "\"request.required.acks\"; see librdkafka's CONFIGURATION.md for its values"},
  }));
  Config config = plain_config();
  config.kafka.properties = {{c.name, Secret(c.value)}};
  const auto conf = make_kafka_conf(producer_properties(config, 0, Company::shared));
  REQUIRE_FALSE(conf);
  CHECK(conf.error() == c.text);
}

}  // namespace
}  // namespace sluice
