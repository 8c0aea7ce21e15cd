// SPDX-License-Identifier: Apache-2.0
#include "probe/kafka_verdicts.hpp"

#include <charconv>

#include "core/size.hpp"

namespace sluice {
namespace {

/// librdkafka's own limit for a batch (message.max.bytes), unless `kafka.properties` sets it.
constexpr std::uint64_t usual_client_limit = 1'000'000;
/// Batch and record headers, the longest topic name as key, the usual headers of a message.
constexpr std::uint64_t record_overhead = 2048;

std::string limits_text(std::uint64_t bytes) { return std::to_string(bytes) + " bytes"; }

SizeLimit client_limit(const KafkaConfig& kafka) {
  SizeLimit limit{usual_client_limit, "kafka.properties.message.max.bytes"};
  for (const auto& [name, value] : kafka.properties) {
    if (name != "message.max.bytes") continue;
    const std::string& text = value.reveal();
    std::from_chars(text.data(), text.data() + text.size(), limit.bytes);
  }
  return limit;
}

StepFinding fault_finding(const std::string& what, const KafkaFault& fault) {
  std::string text = what;
  text.append(text.empty() ? "" : ": ").append(fault.text);
  if (!fault.code.empty()) text.append(" (").append(fault.code).append(")");
  return failed(std::move(text), fault.remedy, fault.is_refusal ? Lasting::yes : Lasting::no);
}

}  // namespace

std::string security_text(const KafkaConfig& config) {
  std::string login = config.sasl.mechanism.empty() ? "" : "SASL " + config.sasl.mechanism;
  if (!config.tls.enabled) return login;
  return login.empty() ? "TLS" : "TLS and " + login;
}

StepFinding cluster_finding(const Result<ClusterFacts, KafkaFault>& answer) {
  if (!answer) return fault_finding("", answer.error());
  std::string text = answer->id.empty() ? "cluster without id" : "cluster " + answer->id;
  text += " of " + std::to_string(answer->brokers.size()) + (answer->brokers.size() == 1 ? " broker:" : " brokers:");
  for (const ClusterBroker& broker : answer->brokers) {
    text.append(&broker == answer->brokers.data() ? " " : ", ").append(broker.host);
    text.append(":").append(std::to_string(broker.port));
  }
  return ok(std::move(text));
}

StepFinding topic_finding(const TopicCheck& check, const Config& config) {
  using State = TopicCheck::State;
  if (check.state == State::exists) {
    return ok(std::to_string(check.partitions) + (check.partitions == 1 ? " partition" : " partitions"));
  }
  if (check.state == State::missing && config.kafka.topic_policy == TopicPolicy::create) {
    return skipped("does not exist yet: a task makes it (kafka.topic_policy), the probe does not");
  }
  const bool may_pass = check.state == State::unreachable || check.state == State::not_yet;
  return failed(check.text, "", may_pass ? Lasting::no : Lasting::yes);
}

StepFinding write_finding(const Result<WriteQuestion::Answer, KafkaFault>& answer, const std::string& topic,
                          const std::string& cluster_id) {
  if (!answer) {
    return fault_finding(answer.error().is_refusal ? "no right to write" : "no answer about the right to write",
                         answer.error());
  }
  if (*answer == WriteQuestion::Answer::has_written) {
    return warning("may write, but this server took the question for a record: \"" + topic +
                       "\" has one more, with the key `sluice-probe` and no value",
                   "let its readers pass over it");
  }
  if (cluster_id.starts_with("redpanda")) {
    return skipped(
        "cannot be told without writing: Redpanda refuses the question before it looks at the right; "
        "`sluice probe --end-to-end` writes");
  }
  return ok(
      "allowed: asked by a record with acks 2, which Kafka refuses after it has looked at the right; nothing was "
      "written");
}

StepFinding producer_id_finding(const Result<void, KafkaFault>& answer) {
  if (answer) return ok("given: the task's idempotent producer may start");
  return fault_finding("no producer id", answer.error());
}

StepFinding size_finding(const Result<SizeLimit, KafkaFault>& server, const Config& config) {
  if (!server) {
    return skipped("not known: Kafka does not tell the limit: " + server.error().text +
                   (server.error().remedy.empty() ? "" : " (" + server.error().remedy + ")"));
  }
  const SizeLimit client = client_limit(config.kafka);
  const SizeLimit& smaller = client.bytes < server->bytes ? client : *server;
  std::string text = limits_text(smaller.bytes) + " (" + smaller.setting + ")";
  if (smaller.bytes >= config.mqtt.max_message_size + record_overhead) {
    return ok(text + ": enough for mqtt.max_message_size " + format_size(config.mqtt.max_message_size));
  }
  const bool has_office = !config.dead_letters.topic.empty();
  const std::string fate = has_office                                            ? "become dead letters"
                           : config.dead_letters.on_rejected == OnRejected::drop ? "are dropped"
                                                                                 : "stop the task";
  // Nobody has asked for as much as our default: where Kafka takes what it usually does, all is as it should be.
  const bool is_asked_for = config.mqtt.max_message_size != MqttConfig{}.max_message_size;
  if (!is_asked_for && smaller.bytes >= usual_client_limit) return ok(text + ": larger records " + fate);
  const std::string needed = std::to_string(config.mqtt.max_message_size + record_overhead);
  return warning(text + " where mqtt.max_message_size is " + format_size(config.mqtt.max_message_size) +
                     ": larger records " + fate,
                 "raise the topic's max.message.bytes and kafka.properties.message.max.bytes to " + needed +
                     ", or lower mqtt.max_message_size");
}

}  // namespace sluice
