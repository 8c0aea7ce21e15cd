// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/broker_profile.hpp"
#include "config/secret_source.hpp"
#include "core/address_range.hpp"
#include "core/certificate_files.hpp"
#include "core/secret.hpp"
#include "mapping/rules.hpp"

namespace sluice {

/// One entry of `mqtt.brokers`.
struct BrokerUrl {
  std::string host;  ///< name, IPv4, or IPv6 without brackets
  std::uint16_t port = 1883;
  bool tls = false;

  /// `mqtt://host:port` or `mqtts://host:port`, IPv6 in brackets; never with credentials.
  std::string text() const;
};

/// `kafka.sasl.token_endpoint`.
struct HttpUrl {
  std::string host;  ///< name, IPv4, or IPv6 without brackets
  std::uint16_t port = 443;
  bool tls = true;
  std::string target;  ///< path and query, begins with `/`

  /// `https://host:port/path`, IPv6 in brackets; without the query, which may hold a secret.
  std::string text() const;
};

/// How the TLS connections to the broker are made: those of `mqtts://`.
struct MqttTlsConfig {
  CertificateFiles files;  ///< without `ca` the system's store
  SecretSource key_password_source;
  std::string server_name;    ///< that the broker's certificate must be for; empty: the host of its address
  std::string alpn = "mqtt";  ///< empty: none is offered
  bool only_1_3 = false;      ///< else TLS 1.2 too
};

struct MqttConfig {
  std::vector<BrokerUrl> brokers;
  std::string group;
  std::vector<std::string> filters;
  std::uint8_t qos = 1;
  std::string client_id;  ///< of the first connection; see `connection_client_id`
  std::uint32_t connections = 1;
  std::optional<std::string> username;
  std::optional<Secret> password;
  SecretSource password_source;
  MqttTlsConfig tls;
  std::chrono::seconds session_expiry{24 * 3600};
  std::uint16_t receive_maximum = 1000;
  std::uint64_t max_in_flight_bytes = 64U << 20U;
  std::uint64_t max_message_size = 16U << 20U;
  std::chrono::seconds keep_alive{30};
  std::chrono::milliseconds stop_deadline{25'000};
  const BrokerProfile* profile =
      &broker_profile(0);  ///< never null; where its values stand below, they were asked first
  OnStop on_stop = OnStop::keep;
  std::chrono::milliseconds hold_limit{0};  ///< 0: as long as it takes
  AtHoldLimit at_hold_limit = AtHoldLimit::release;
  std::uint32_t broker_queue_limit = 1000;  ///< 0: none
  bool follow_redirects = false;
  bool avoid_duplicates = false;
};

enum class TopicPolicy {
  existing,  ///< a topic must be there
  create     ///< one that is missing is made
};

/// How a missing topic is made. What is absent is left to the cluster's own defaults.
struct TopicCreation {
  std::optional<std::int32_t> partitions;
  std::optional<std::int16_t> replication_factor;
  std::uint32_t max_topics = 100;                             ///< that templates may fill before no more are made
  std::vector<std::pair<std::string, std::string>> settings;  ///< topic configuration, in the file's order
};

/// How the connections to Kafka are encrypted.
struct KafkaTlsConfig {
  bool enabled = false;
  CertificateFiles files;  ///< without `ca` the system's store
  SecretSource key_password_source;
};

/// How we log in at Kafka.
struct KafkaSaslConfig {
  std::string mechanism;  ///< as librdkafka names it; empty: no login
  std::string username;   ///< of PLAIN and SCRAM, as `password`
  std::optional<Secret> password;
  SecretSource password_source;
  std::optional<Secret> token;  ///< of OAUTHBEARER, as all below; either it or an endpoint that gives one
  SecretSource token_source;
  std::optional<HttpUrl> token_endpoint;
  std::string token_ca;  ///< PEM file; empty: the system's store
  std::string client_id;
  std::optional<Secret> client_secret;
  SecretSource client_secret_source;
  std::string scope;
};

struct KafkaConfig {
  std::vector<std::string> brokers;  ///< host:port
  TopicPolicy topic_policy = TopicPolicy::existing;
  TopicCreation create;  ///< with TopicPolicy::create
  std::string compression = "lz4";
  KafkaTlsConfig tls;
  KafkaSaslConfig sasl;
  /// librdkafka properties in the file's order; values of secret ones are never printed.
  std::vector<std::pair<std::string, Secret>> properties;
};

/// What becomes of a message that can never be delivered while there is no dead-letter topic.
enum class OnRejected {
  stop,  ///< the task ends; the message stays unacknowledged at the broker
  drop   ///< it is counted, logged and acknowledged
};

struct DeadLettersConfig {
  std::string topic;  ///< empty: none
  OnRejected on_rejected = OnRejected::stop;
};

/// `host:port` of a listener of ours.
struct ListenAddress {
  std::string host;        ///< name, IPv4, or IPv6 without brackets
  std::uint16_t port = 0;  ///< 0: any free one

  /// `host:port`, IPv6 in brackets.
  std::string text() const;
};

/// What an operator may see and do while the task runs.
struct OperationsConfig {
  std::optional<ListenAddress> listen;  ///< absent: no listener
  /// Who may pause and resume. By default this machine.
  std::vector<AddressRange> control{*AddressRange::parse("127.0.0.1"), *AddressRange::parse("::1")};
};

enum class LogLevel { trace, debug, info, warn, error };
enum class LogFormat { logfmt, json };

/// Which messages are traced: a share of them, or those whose topic matches. None with neither.
struct TraceConfig {
  double rate = 0;     ///< 0 to 1
  std::string filter;  ///< a checked topic filter

  bool is_on() const { return rate > 0 || !filter.empty(); }
};

struct LogConfig {
  LogLevel level = LogLevel::info;
  LogFormat format = LogFormat::logfmt;
  TraceConfig trace;
};

/// A whole task: one config, one process.
struct Config {
  std::string task;
  MqttConfig mqtt;
  MappingRules mapping;
  KafkaConfig kafka;
  DeadLettersConfig dead_letters;
  OperationsConfig operations;
  LogConfig log;
  std::string shown;  ///< YAML of what was loaded, overrides included, without secrets: for people
};

}  // namespace sluice
