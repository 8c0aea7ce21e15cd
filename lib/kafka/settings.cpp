// SPDX-License-Identifier: Apache-2.0
#include "kafka/settings.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "config/identity.hpp"
#include "config/kafka_properties.hpp"
#include "config/secret_source.hpp"
#include "config/secret_spans.hpp"
#include "mapping/nearest.hpp"

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
// queue never is the bound. Keys and headers come beside the values, and a payload may grow as it is mapped, hence
// twice the bytes; and one record of the largest size always fits.
std::string queue_kbytes(const Config& config) {
  constexpr std::uint64_t spare_kbytes = 1024;
  constexpr std::uint64_t largest = std::numeric_limits<std::int32_t>::max();
  const std::uint64_t window = std::max(config.mqtt.max_in_flight_bytes, config.mqtt.max_message_size) / 1024 * 2;
  const std::uint64_t record = record_bytes_max(config.kafka) / 1024;
  return std::to_string(std::min(std::max(window, record) + spare_kbytes, largest));
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

/// In the words of librdkafka; empty: whatever `kafka.properties` say.
std::string security_protocol(const KafkaConfig& kafka) {
  const bool has_login = !kafka.sasl.mechanism.empty();
  if (kafka.tls.enabled) return has_login ? "SASL_SSL" : "SSL";
  return has_login ? "SASL_PLAINTEXT" : "";
}

void append_security(const KafkaConfig& kafka, std::vector<KafkaProperty>& properties) {
  const auto add = [&](const char* name, const std::string& value, const char* key) {
    if (!value.empty()) properties.push_back({name, value, key});
  };
  const auto reveal = [](const std::optional<Secret>& secret) { return secret ? secret->reveal() : std::string(); };
  add("security.protocol", security_protocol(kafka), kafka.tls.enabled ? "kafka.tls" : "kafka.sasl");
  if (kafka.tls.enabled) {
    const CertificateFiles& files = kafka.tls.files;
    add("ssl.ca.location", files.ca, "kafka.tls.ca");
    add("ssl.certificate.location", files.certificate, "kafka.tls.certificate");
    add("ssl.key.location", files.key, "kafka.tls.key");
    add("ssl.key.password", reveal(latest(kafka.tls.key_password_source, files.key_password)),
        "kafka.tls.key_password");
    add("ssl.endpoint.identification.algorithm", "https", "kafka.tls");
  }
  const KafkaSaslConfig& sasl = kafka.sasl;
  add("sasl.mechanisms", sasl.mechanism, "kafka.sasl.mechanism");
  // Of OAUTHBEARER none is set: tokens come by KafkaLogin.
  add("sasl.username", sasl.username, "kafka.sasl.username");
  add("sasl.password", reveal(sasl.password), "kafka.sasl.password");
}

void append_user(const Config& config, std::vector<KafkaProperty>& properties) {
  append_security(config.kafka, properties);
  for (const auto& [name, value] : config.kafka.properties) {
    properties.push_back({name, value.reveal(), "kafka.properties." + name});
  }
}

std::string redacted(std::string text, const std::string& value) {
  for (std::size_t at = 0; !value.empty() && (at = text.find(value, at)) != std::string::npos;) {
    text.replace(at, value.size(), Secret::redacted);
    at += std::string_view(Secret::redacted).size();
  }
  return text;
}

/// Of all that librdkafka has a default for, the name that is spelt nearly so; empty when there is none.
std::string nearest_property(std::string_view name) {
  const KafkaConf conf(rd_kafka_conf_new());
  std::size_t count = 0;
  const char** const pairs = rd_kafka_conf_dump(conf.get(), &count);
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < count; i += 2) names.emplace_back(pairs[i]);
  std::string near(nearest(name, names));
  rd_kafka_conf_dump_free(pairs, count);
  return near;
}

OutsideFault refusal(const KafkaProperty& property, rd_kafka_conf_res_t result, std::string_view cause) {
  OutsideFault fault{property.key.empty() ? "librdkafka property " + property.name : property.key, {}, {}};
  // The value of a name that nobody knows is not printed: it may be a secret under a mistyped name.
  if (cause.find("not supported in this build") != std::string_view::npos) {
    fault.text = "librdkafka refuses it: " + std::string(cause);
    fault.hint = "use another way to log in, or a librdkafka that is built with it";
    return fault;
  }
  if (result == RD_KAFKA_CONF_UNKNOWN) {
    fault.text = "librdkafka refuses it: " + std::string(cause);
    const std::string near = nearest_property(property.name);
    fault.hint = near.empty() ? "correct the name or remove it" : "did you mean `" + near + "`?";
    return fault;
  }
  const bool is_secret = is_secret_key(property.name);
  fault.text = is_secret ? "librdkafka refuses its value: " + redacted(std::string(cause), property.value)
                         : "librdkafka refuses the value \"" + property.value + "\": " + std::string(cause);
  fault.hint = "see librdkafka's CONFIGURATION.md for its values";
  return fault;
}

std::optional<OutsideFault> set(rd_kafka_conf_t* conf, const KafkaProperty& property) {
  std::array<char, error_text_size> cause{};
  const auto result =
      rd_kafka_conf_set(conf, property.name.c_str(), property.value.c_str(), cause.data(), cause.size());
  if (result == RD_KAFKA_CONF_OK) return std::nullopt;
  std::string_view text = cause.data();
  if (text.ends_with('\n')) text.remove_suffix(1);  // some of its texts are whole lines
  return refusal(property, result, text);
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
  properties.push_back({"queue.buffering.max.kbytes", queue_kbytes(config)});
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
  for (const KafkaProperty& property : properties) {
    if (const auto fault = set(conf.get(), property)) {
      return failure(fault->path + ": " + fault->text + "; " + fault->hint);
    }
  }
  return conf;
}

std::vector<OutsideFault> refused_properties(const Config& config) {
  const KafkaConf conf(rd_kafka_conf_new());
  std::vector<OutsideFault> faults;
  std::vector<KafkaProperty> properties;
  append_user(config, properties);
  for (const KafkaProperty& property : properties) {
    // A mechanism that is not built in is told once, not for each of its keys.
    const bool is_told =
        property.key.starts_with("kafka.sasl.") && !faults.empty() && faults.back().path == "kafka.sasl.mechanism";
    if (is_told) continue;
    if (auto fault = set(conf.get(), property)) faults.push_back(std::move(*fault));
  }
  return faults;
}

}  // namespace sluice
