// SPDX-License-Identifier: Apache-2.0
#include "kafka/topic_refusal.hpp"

#include <algorithm>
#include <string>

#include "kafka/report.hpp"
#include "kafka/settings.hpp"

namespace sluice {
namespace {

using State = TopicCheck::State;

struct Row {
  rd_kafka_resp_err_t error;
  State state;
  std::string_view remedy;
};

constexpr std::string_view grant_remedy =
    "grant this principal CREATE and DESCRIBE_CONFIGS on the topic, or make the topic yourself";
constexpr std::string_view default_remedy =
    "write both kafka.create.partitions and kafka.create.replication_factor: a Kafka before 2.4 has no defaults for "
    "them, and a Kafka before 0.10.1 makes no topics by request";

// What is not listed is the cluster's state of the moment: asked again.
constexpr Row table[] = {
    // While a cluster starts, it has fewer brokers than it will have.
    {RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR, State::not_yet,
     "lower kafka.create.replication_factor, or start more brokers"},
    {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, State::unauthorized, grant_remedy},
    {RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, State::unauthorized, grant_remedy},
    {RD_KAFKA_RESP_ERR_POLICY_VIOLATION, State::refused,
     "follow the cluster's policy in kafka.create and in the topic's name, or have the topic made by who may"},
    {RD_KAFKA_RESP_ERR_INVALID_PARTITIONS, State::invalid, "correct kafka.create.partitions"},
    {RD_KAFKA_RESP_ERR_INVALID_CONFIG, State::invalid, "correct the topic configuration in kafka.create"},
    {RD_KAFKA_RESP_ERR_INVALID_REQUEST, State::invalid, "correct kafka.create"},
    {RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION, State::invalid, "choose another name: correct <key>"},
    {RD_KAFKA_RESP_ERR__INVALID_ARG, State::invalid, "correct kafka.create"},
    {RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION, State::invalid, default_remedy},
    {RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE, State::invalid, default_remedy},
};
constexpr std::string_view other_remedy = "it is asked again";

/// `partitions 6, retention.ms 86400000`: what was asked for.
std::string wish(const TopicCreation& create) {
  std::string text;
  const auto add = [&text](std::string_view name, std::string_view value) {
    text.append(text.empty() ? "" : ", ").append(name).append(" ").append(value);
  };
  if (create.partitions) add("partitions", std::to_string(*create.partitions));
  if (create.replication_factor) add("replication_factor", std::to_string(*create.replication_factor));
  for (const auto& [name, value] : create.settings) add(name, value);
  return text.empty() ? "the cluster's defaults" : text;
}

std::string with_key(std::string_view remedy, std::string_view key) {
  constexpr std::string_view place = "<key>";
  std::string text(remedy);
  if (const auto at = text.find(place); at != std::string::npos) text.replace(at, place.size(), key);
  return text;
}

}  // namespace

TopicCheck topic_refusal(const Config& config, const TopicUse& topic, rd_kafka_resp_err_t error,
                         std::string_view cause) {
  const auto* row =
      std::find_if(std::begin(table), std::end(table), [error](const Row& r) { return r.error == error; });
  const bool is_listed = row != std::end(table);
  std::string text = "Kafka at " + kafka_addresses(config) + " does not make topic \"" + topic.name + "\" with " +
                     wish(config.kafka.create) + ": ";
  text.append(error_name(error)).append(": ").append(cause.empty() ? rd_kafka_err2str(error) : cause);
  while (text.ends_with('.')) text.pop_back();
  text.append("; ").append(with_key(is_listed ? row->remedy : other_remedy, topic.key));
  return {is_listed ? row->state : State::not_yet, 0, std::move(text), error_name(error), false};
}

}  // namespace sluice
