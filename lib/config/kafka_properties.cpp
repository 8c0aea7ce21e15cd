// SPDX-License-Identifier: Apache-2.0
#include "config/kafka_properties.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace sluice {

namespace {

/// A property that the promise fixes, and why.
struct FixedProperty {
  std::string_view name;
  std::string_view fixed_by;  ///< the setting that it would override
  std::string_view reason;
};

constexpr std::string_view acks_reason = "a message is acknowledged only when all replicas in sync have its record";
constexpr std::string_view order_reason = "records must enter Kafka once and in order";
constexpr std::string_view timeout_reason = "records wait for Kafka as long as it takes: the window is the bound";
constexpr std::string_view report_reason = "every record needs its delivery report";
constexpr std::string_view transaction_reason = "a record must be visible when its message is acknowledged";

constexpr std::array<FixedProperty, 19> fixed_properties{{
    {"enable.idempotence", "enable.idempotence=true", order_reason},
    {"acks", "acks=all", acks_reason},
    {"request.required.acks", "acks=all", acks_reason},
    {"max.in.flight", "enable.idempotence=true", order_reason},
    {"max.in.flight.requests.per.connection", "enable.idempotence=true", order_reason},
    {"retries", "enable.idempotence=true", order_reason},
    {"message.send.max.retries", "enable.idempotence=true", order_reason},
    {"queuing.strategy", "enable.idempotence=true", order_reason},
    {"message.timeout.ms", "message.timeout.ms=0", timeout_reason},
    {"delivery.timeout.ms", "message.timeout.ms=0", timeout_reason},
    {"delivery.report.only.error", "delivery.report.only.error=false", report_reason},
    {"dr_cb", "delivery.report.only.error=false", report_reason},
    {"dr_msg_cb", "delivery.report.only.error=false", report_reason},
    {"enabled_events", "delivery.report.only.error=false", report_reason},
    {"log.queue", "log.queue=true", "its log lines pass through the worker's log"},
    {"enable.gapless.guarantee", "enable.idempotence=true", "a refused record must not end the producer"},
    {"transactional.id", "enable.idempotence=true", transaction_reason},
    {"transaction.timeout.ms", "enable.idempotence=true", transaction_reason},
    {"test.mock.num.brokers", "kafka.brokers", "records would go to a mock in memory"},
}};

/// A property that has a key of its own.
struct OwnKey {
  std::string_view name;
  std::string_view key;
};

constexpr std::array<OwnKey, 5> own_keys{{
    {"bootstrap.servers", "kafka.brokers"},
    {"metadata.broker.list", "kafka.brokers"},
    {"compression.type", "kafka.compression"},
    {"compression.codec", "kafka.compression"},
    {"client.id", "mqtt.client_id"},
}};

/// A property that a section for security sets, once it is used.
struct SecurityKey {
  std::string_view name;
  std::string_view key;
  bool is_of_sasl;
};

constexpr std::array<SecurityKey, 24> security_keys{{
    {"ssl.ca.location", "kafka.tls.ca", false},
    {"ssl.ca.pem", "kafka.tls.ca", false},
    {"ssl.certificate.location", "kafka.tls.certificate", false},
    {"ssl.certificate.pem", "kafka.tls.certificate", false},
    {"ssl.keystore.location", "kafka.tls.certificate", false},
    {"ssl.keystore.password", "kafka.tls.key_password", false},
    {"ssl.key.location", "kafka.tls.key", false},
    {"ssl.key.pem", "kafka.tls.key", false},
    {"ssl.key.password", "kafka.tls.key_password", false},
    {"enable.ssl.certificate.verification", "kafka.tls", false},
    {"ssl.endpoint.identification.algorithm", "kafka.tls", false},
    {"security.protocol", "kafka.tls", false},
    {"security.protocol", "kafka.sasl", true},
    {"sasl.mechanism", "kafka.sasl.mechanism", true},
    {"sasl.mechanisms", "kafka.sasl.mechanism", true},
    {"sasl.username", "kafka.sasl.username", true},
    {"sasl.password", "kafka.sasl.password", true},
    {"sasl.oauthbearer.config", "kafka.sasl.token", true},
    {"enable.sasl.oauthbearer.unsecure.jwt", "kafka.sasl.token", true},
    {"sasl.oauthbearer.method", "kafka.sasl.token_endpoint", true},
    {"sasl.oauthbearer.client.id", "kafka.sasl.client_id", true},
    {"sasl.oauthbearer.client.secret", "kafka.sasl.client_secret", true},
    {"sasl.oauthbearer.token.endpoint.url", "kafka.sasl.token_endpoint", true},
    {"sasl.oauthbearer.scope", "kafka.sasl.scope", true},
}};

}  // namespace

std::optional<PropertyFault> check_security_property(std::string_view name, const KafkaConfig& kafka) {
  for (const SecurityKey& own : security_keys) {
    if (own.name != name || !(own.is_of_sasl ? !kafka.sasl.mechanism.empty() : kafka.tls.enabled)) continue;
    return PropertyFault{"`kafka.properties." + std::string(name) + "` would override `" + std::string(own.key) + '`',
                         "say it in one place: in `" + std::string(own.is_of_sasl ? "kafka.sasl" : "kafka.tls") +
                             "`, or all of security in `kafka.properties`"};
  }
  return std::nullopt;
}

std::optional<PropertyFault> check_kafka_property(std::string_view name) {
  const std::string key = "`kafka.properties." + std::string(name) + '`';
  // librdkafka takes properties of topics under this prefix too (rd_kafka_topic_conf_set).
  constexpr std::string_view topic_prefix = "topic.";
  if (name.starts_with(topic_prefix)) name.remove_prefix(topic_prefix.size());
  for (const FixedProperty& fixed : fixed_properties) {
    if (fixed.name != name) continue;
    return PropertyFault{
        key + " would override `" + std::string(fixed.fixed_by) + "`, which is fixed: " + std::string(fixed.reason),
        "leave it out"};
  }
  for (const OwnKey& own : own_keys) {
    if (own.name != name) continue;
    return PropertyFault{key + " would override `" + std::string(own.key) + '`', "use `" + std::string(own.key) + '`'};
  }
  return std::nullopt;
}

std::uint64_t record_bytes_max(const KafkaConfig& kafka) {
  std::uint64_t bytes = 1'000'000;
  for (const auto& [name, value] : kafka.properties) {
    if (name != "message.max.bytes") continue;
    const std::string& text = value.reveal();
    std::from_chars(text.data(), text.data() + text.size(), bytes);
  }
  return bytes;
}

std::optional<QueueBound> least_queue_size(std::string_view name, const MqttConfig& mqtt, const KafkaConfig& kafka) {
  const auto kbytes = [](std::uint64_t bytes) { return bytes / 1024 + (bytes % 1024 == 0 ? 0 : 1); };
  if (name == "queue.buffering.max.messages")
    return QueueBound{mqtt.receive_maximum, "the window of `mqtt.receive_maximum`"};
  if (name != "queue.buffering.max.kbytes") return std::nullopt;
  const std::uint64_t window = kbytes(std::max(mqtt.max_in_flight_bytes, mqtt.max_message_size));
  const std::uint64_t record = kbytes(record_bytes_max(kafka));
  // A record that is larger than the queue would wait for room in it for ever, and all that come behind it.
  if (record > window) return QueueBound{record, "a record of `kafka.properties.message.max.bytes`"};
  return QueueBound{window, "the window of `mqtt.max_in_flight_bytes`"};
}

}  // namespace sluice
