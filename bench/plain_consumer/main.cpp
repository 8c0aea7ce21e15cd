// SPDX-License-Identifier: Apache-2.0
// The consumer one writes in an afternoon, to compare with: Paho's message callback hands each message to librdkafka.
// Paho acknowledges a message when the callback returns, so what Kafka has not yet got is lost in a crash.
#include <mqtt/async_client.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "common/options.hpp"
#include "common/program.hpp"
#include "common/stop_signals.hpp"
#include "plain_consumer/producer.hpp"

namespace sluice::bench {
namespace {

struct Settings {
  std::string mqtt = "tcp://127.0.0.1:1883";
  std::string client_id = "plain-consumer";
  std::string group = "bench";
  std::string filter = "factory/#";
  std::uint64_t receive_maximum = 10'000;
  ProducerSettings producer{"127.0.0.1:9092", "bench", "lz4", "5"};
};

void add(rd_kafka_headers_t* headers, std::string_view name, std::string_view value) {
  rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), value.data(),
                      static_cast<ssize_t>(value.size()));
}

std::string_view text(bool flag) { return flag ? "true" : "false"; }

Headers headers_of(const mqtt::message& message) {
  Headers headers(rd_kafka_headers_new(8));
  add(headers.get(), "mqtt.topic", message.get_topic());
  // Paho C++ does not tell the packet id: five digits in its place.
  add(headers.get(), "mqtt.packet_id", "12345");
  add(headers.get(), "mqtt.duplicated", text(message.is_duplicate()));
  const char qos = static_cast<char>('0' + message.get_qos());
  add(headers.get(), "mqtt.qos", {&qos, 1});
  add(headers.get(), "mqtt.retained", text(message.is_retained()));
  // The C array directly: Paho C++'s own access copies each name and value and searches from the start each time.
  const MQTTProperties& properties = message.get_properties().c_struct();
  for (int i = 0; i < properties.count; ++i) {
    const MQTTProperty& property = properties.array[i];
    if (property.identifier != MQTTPROPERTY_CODE_USER_PROPERTY) continue;
    const MQTTLenString& name = property.value.data;
    const MQTTLenString& value = property.value.value;
    rd_kafka_header_add(headers.get(), name.data, name.len, value.data, value.len);
  }
  return headers;
}

void connect_and_subscribe(mqtt::async_client& client, const Settings& settings) {
  mqtt::properties properties;
  properties.add({mqtt::property::RECEIVE_MAXIMUM, static_cast<std::uint16_t>(settings.receive_maximum)});
  properties.add({mqtt::property::SESSION_EXPIRY_INTERVAL, 3600});
  const auto options = mqtt::connect_options_builder()
                           .mqtt_version(MQTTVERSION_5)
                           .clean_start(false)
                           .keep_alive_interval(std::chrono::seconds(30))
                           .properties(properties)
                           .finalize();
  client.connect(options)->wait();
  client.subscribe("$share/" + settings.group + "/" + settings.filter, 1)->wait();
}

int run(int argc, char** argv) {
  Settings settings;
  Options options("A plain Paho MQTT C++ and librdkafka consumer, to compare with. Ends by SIGTERM.");
  options.text("mqtt", settings.mqtt, "broker, tcp://host:port")
      .text("client-id", settings.client_id, "client id")
      .text("group", settings.group, "group of the shared subscription")
      .text("filter", settings.filter, "topic filter")
      .number("receive-maximum", settings.receive_maximum, 65'535, "Receive Maximum")
      .text("kafka", settings.producer.brokers, "Kafka, host:port")
      .text("topic", settings.producer.topic, "Kafka topic")
      .text("compression", settings.producer.compression, "compression.codec")
      .text("linger-ms", settings.producer.linger_ms, "linger.ms");
  if (const auto code = options.parse(argc, argv)) return *code;

  block_stop_signals();
  std::uint64_t received = 0;
  Producer producer(settings.producer);
  mqtt::async_client client(settings.mqtt, settings.client_id,
                            mqtt::create_options_builder().mqtt_version(MQTTVERSION_5).finalize());
  client.set_message_callback([&producer, &received](const mqtt::const_message_ptr& message) {
    ++received;
    producer.produce(message->get_topic(), message->get_payload_str(), headers_of(*message));
  });
  connect_and_subscribe(client, settings);

  const sigset_t signals = stop_signals();
  int signal = 0;
  sigwait(&signals, &signal);
  client.disconnect()->wait();
  producer.flush();
  std::printf("{\"event\":\"totals\",\"received\":%llu,\"delivered\":%llu,\"failed\":%llu}\n",
              static_cast<unsigned long long>(received), static_cast<unsigned long long>(producer.delivered()),
              static_cast<unsigned long long>(producer.failed()));
  return 0;
}

}  // namespace
}  // namespace sluice::bench

int main(int argc, char** argv) { return sluice::bench::run_program("plain_consumer", sluice::bench::run, argc, argv); }
