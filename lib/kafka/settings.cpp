// SPDX-License-Identifier: Apache-2.0
#include "kafka/settings.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "config/identity.hpp"
#include "config/secret_spans.hpp"

namespace sluice {
namespace {

constexpr std::size_t error_text_size = 512;

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += separator;
    text += part;
  }
  return text;
}

// librdkafka counts each record of its queue until its report: more room than the window could ever take, so that its
// queue never is the bound. Keys and headers come beside the values, hence twice the bytes.
std::string queue_kbytes(const MqttConfig& mqtt) {
  constexpr std::uint64_t spare_kbytes = 1024;
  constexpr std::uint64_t largest = std::numeric_limits<std::int32_t>::max();
  const std::uint64_t bytes = std::max(mqtt.max_in_flight_bytes, mqtt.max_message_size);
  return std::to_string(std::min(bytes / 1024 * 2 + spare_kbytes, largest));
}

std::string queue_messages(const MqttConfig& mqtt) { return std::to_string(mqtt.receive_maximum * 2 + 1000); }

void append_connection(const Config& config, std::uint32_t connection, std::vector<KafkaProperty>& properties) {
  // The same names at both servers.
  properties.push_back({"client.id", connection_client_id(config.mqtt.client_id, connection)});
  properties.push_back({"socket.keepalive.enable", "true"});
  // A broker that returns is found again within seconds; the default would let the window wait for up to ten.
  properties.push_back({"reconnect.backoff.ms", "100"});
  properties.push_back({"reconnect.backoff.max.ms", "3000"});
}

void append_user(const Config& config, std::vector<KafkaProperty>& properties) {
  for (const auto& [name, value] : config.kafka.properties) properties.push_back({name, value.reveal(), true});
}

std::string redacted(std::string text, const std::string& value) {
  for (std::size_t at = 0; !value.empty() && (at = text.find(value, at)) != text.npos;) {
    text.replace(at, value.size(), Secret::redacted);
    at += std::string_view(Secret::redacted).size();
  }
  return text;
}

std::string refusal(const KafkaProperty& property, rd_kafka_conf_res_t result, std::string_view cause) {
  std::string text = (property.from_user ? "kafka.properties." : "librdkafka property ") + property.name;
  text += ": librdkafka refuses ";
  // The value of a name that nobody knows is not printed: it may be a secret under a mistyped name.
  if (result == RD_KAFKA_CONF_UNKNOWN) return text.append("it: ").append(cause) + "; correct the name or remove it";
  if (is_secret_key(property.name)) return text + "its value: " + redacted(std::string(cause), property.value);
  return text.append("the value \"").append(property.value).append("\": ").append(cause);
}

}  // namespace

std::uint32_t linger_ms(std::uint32_t window) {
  if (window < 100) return 0;
  return window < 1000 ? 1 : 5;
}

std::string kafka_addresses(const Config& config) { return join(config.kafka.brokers, ", "); }

std::vector<KafkaProperty> producer_properties(const Config& config, std::uint32_t connection, Company company) {
  std::vector<KafkaProperty> properties;
  append_connection(config, connection, properties);
  properties.push_back({"compression.type", config.kafka.compression});
  properties.push_back({"linger.ms", std::to_string(linger_ms(config.mqtt.receive_maximum))});
  properties.push_back({"partitioner", "murmur2_random"});  // as Java clients: a key finds the same partition
  properties.push_back({"queue.buffering.max.messages", queue_messages(config.mqtt)});
  properties.push_back({"queue.buffering.max.kbytes", queue_kbytes(config.mqtt)});
  append_user(config, properties);

  properties.push_back({"bootstrap.servers", join(config.kafka.brokers, ",")});
  properties.push_back({"enable.idempotence", "true"});
  properties.push_back({"message.timeout.ms", "0"});  // the window is the bound, not a clock
  properties.push_back({"delivery.report.only.error", "false"});
  properties.push_back({"log.queue", "true"});
  if (company == Company::alone) {
    properties.push_back({"batch.num.messages", "1"});
    properties.push_back({"linger.ms", "0"});
  }
  return properties;
}

std::vector<KafkaProperty> client_properties(const Config& config) {
  std::vector<KafkaProperty> properties;
  append_connection(config, 0, properties);
  append_user(config, properties);
  properties.push_back({"bootstrap.servers", join(config.kafka.brokers, ",")});
  properties.push_back({"log.queue", "true"});
  return properties;
}

Result<KafkaConf> make_kafka_conf(const std::vector<KafkaProperty>& properties) {
  KafkaConf conf(rd_kafka_conf_new());
  std::array<char, error_text_size> cause{};
  for (const KafkaProperty& property : properties) {
    const auto result =
        rd_kafka_conf_set(conf.get(), property.name.c_str(), property.value.c_str(), cause.data(), cause.size());
    if (result != RD_KAFKA_CONF_OK) return failure(refusal(property, result, cause.data()));
  }
  return conf;
}

}  // namespace sluice
