// SPDX-License-Identifier: Apache-2.0
#include "kafka/topics.hpp"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <array>
#include <thread>

#include "kafka/kafka_asker.hpp"
#include "kafka/login/login.hpp"
#include "kafka/report.hpp"
#include "kafka/settings.hpp"
#include "kafka/topic_refusal.hpp"
#include "mapping/topic_rule.hpp"

namespace sluice {
namespace {

constexpr std::size_t error_text_size = 512;
/// librdkafka ends a request by itself at its timeout; its answer then needs a moment.
constexpr Millis answer_spare{500};
constexpr Millis least_timeout{200};
constexpr Millis look_again{10};

using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, KafkaDestroy<rd_kafka_NewTopic_destroy>>;

std::string named(const TopicUse& topic) { return "topic \"" + topic.name + "\""; }

TopicCheck missing(const Config& config, const TopicUse& topic) {
  const std::string& first = config.kafka.brokers.empty() ? std::string() : config.kafka.brokers.front();
  return {TopicCheck::State::missing, 0,
          named(topic) + " does not exist at " + kafka_addresses(config) +
              ": create it, e.g. kafka-topics --create --topic " + topic.name + " --bootstrap-server " + first +
              ", or correct " + topic.key,
          error_name(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)};
}

TopicCheck no_answer(const Config& config, rd_kafka_resp_err_t error, const KafkaTrouble& trouble) {
  const std::string cause = trouble.text.empty() ? std::string(rd_kafka_err2str(error)) : trouble.text;
  if (is_security_refusal(trouble.code, trouble.text)) {
    const LoginFault fault = login_fault(trouble.code, trouble.text, uses_scram(config));
    return {TopicCheck::State::unauthorized, 0,
            "Kafka at " + kafka_addresses(config) + ' ' + std::string(fault.what) + ": " + fault.cause + "; " +
                fault.remedy,
            error_name(trouble.code)};
  }
  return {TopicCheck::State::unreachable, 0,
          "Kafka cannot be reached at " + kafka_addresses(config) + ": " + cause + "; " +
              std::string(no_answer_remedy(cause)),
          error_name(error)};
}

TopicCheck verdict(const Config& config, const TopicUse& topic, const rd_kafka_metadata_topic& found) {
  const std::string kafka = "Kafka at " + kafka_addresses(config);
  switch (found.err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR: return {TopicCheck::State::exists, found.partition_cnt, {}};
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC: return missing(config, topic);
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
      return {TopicCheck::State::unauthorized, 0,
              kafka + " does not allow this principal to see " + named(topic) +
                  ": grant it WRITE and DESCRIBE on the topic",
              error_name(found.err)};
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
      return {TopicCheck::State::invalid, 0,
              kafka + " does not allow the name of " + named(topic) + ": correct " + topic.key, error_name(found.err)};
    default:
      return {TopicCheck::State::unreachable, 0,
              kafka + " cannot tell of " + named(topic) + " now: " + rd_kafka_err2str(found.err),
              error_name(found.err)};
  }
}

}  // namespace

std::vector<TopicUse> fixed_topics(const Config& config) {
  std::vector<TopicUse> topics;
  for (const std::string& name : literal_topics(config.mapping)) {
    const bool is_main = name == config.mapping.topic;
    topics.push_back({name, is_main                                ? "mapping.topic"
                            : name == config.mapping.default_topic ? "mapping.default_topic"
                                                                   : "mapping.routes"});
  }
  if (!config.dead_letters.topic.empty()) topics.push_back({config.dead_letters.topic, "dead_letters.topic"});
  return topics;
}

struct TopicAdmin::Handle {
  std::unique_ptr<KafkaAsker> asker;

  /// rd_kafka_metadata; `topic` null: of the brokers alone.
  tl::expected<KafkaMetadata, TopicCheck> ask(const Config& config, rd_kafka_topic_t* topic, Millis timeout) const {
    const struct rd_kafka_metadata* found = nullptr;
    const rd_kafka_resp_err_t error =
        rd_kafka_metadata(asker->client(), 0, topic, &found, static_cast<int>(timeout.count()));
    KafkaMetadata metadata(found);
    asker->serve();
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      asker->renew_login();
      return tl::unexpected(no_answer(config, error, asker->trouble()));
    }
    asker->forget_trouble();
    return metadata;
  }
};

Result<std::unique_ptr<TopicAdmin>> TopicAdmin::create(const Config& config) {
  auto asker = KafkaAsker::create(config);
  if (!asker) return failure(asker.error());
  return std::unique_ptr<TopicAdmin>(new TopicAdmin(config, std::make_unique<Handle>(Handle{std::move(*asker)})));
}

TopicAdmin::TopicAdmin(const Config& config, std::unique_ptr<Handle> handle)
    : config_(config), handle_(std::move(handle)) {}

TopicAdmin::~TopicAdmin() = default;

TopicCheck TopicAdmin::check(const TopicUse& topic, Millis timeout) {
  rd_kafka_t* const client = handle_->asker->client();
  const KafkaTopic wanted(rd_kafka_topic_new(client, topic.name.c_str(), nullptr));
  if (!wanted) {
    const rd_kafka_resp_err_t error = rd_kafka_last_error();
    return {TopicCheck::State::invalid, 0, named(topic) + ": " + rd_kafka_err2str(error), error_name(error)};
  }
  const auto metadata = handle_->ask(config_, wanted.get(), timeout);
  if (!metadata) return metadata.error();
  if ((*metadata)->topic_cnt == 0) return missing(config_, topic);
  return verdict(config_, topic, (*metadata)->topics[0]);
}

TopicCheck TopicAdmin::reach(Millis timeout) {
  const auto metadata = handle_->ask(config_, nullptr, timeout);
  return metadata ? TopicCheck{TopicCheck::State::exists, 0, {}} : metadata.error();
}

TopicCheck TopicAdmin::provide(const TopicUse& topic, Millis timeout) {
  const TimePoint end = Clock::now() + timeout;
  TopicCheck found = check(topic, timeout);
  if (found.state != TopicCheck::State::missing || config_.kafka.topic_policy != TopicPolicy::create) return found;
  const auto left = std::chrono::ceil<Millis>(end - Clock::now());
  TopicCheck result = make(topic, std::max(left, least_timeout));
  if (result.state == TopicCheck::State::exists) wait_until_known(topic, end);
  return result;
}

// The controller has made it; the brokers, which producers ask, hear of it a moment later. Where that takes longer,
// librdkafka waits for it too (topic.metadata.propagation.max.ms).
void TopicAdmin::wait_until_known(const TopicUse& topic, TimePoint end) {
  while (Clock::now() + least_timeout < end && check(topic, least_timeout).state == TopicCheck::State::missing) {
    std::this_thread::sleep_for(look_again);
  }
}

TopicCheck TopicAdmin::make(const TopicUse& topic, Millis timeout) {
  const TopicCreation& create = config_.kafka.create;
  rd_kafka_t* const client = handle_->asker->client();
  std::array<char, error_text_size> cause{};
  // -1: the cluster's default, in the request since Kafka 2.4.
  const NewTopic wanted(rd_kafka_NewTopic_new(topic.name.c_str(), create.partitions.value_or(-1),
                                              create.replication_factor.value_or(-1), cause.data(), cause.size()));
  if (!wanted) return topic_refusal(config_, topic, RD_KAFKA_RESP_ERR__INVALID_ARG, cause.data());
  for (const auto& [name, value] : create.settings) {
    rd_kafka_NewTopic_set_config(wanted.get(), name.c_str(), value.c_str());
  }
  const KafkaAdminOptions options(rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_CREATETOPICS));
  const int timeout_ms = static_cast<int>(timeout.count());
  rd_kafka_AdminOptions_set_request_timeout(options.get(), timeout_ms, nullptr, 0);
  rd_kafka_AdminOptions_set_operation_timeout(options.get(), timeout_ms, nullptr, 0);
  const KafkaQueue queue(rd_kafka_queue_new(client));
  rd_kafka_NewTopic_t* topics = wanted.get();
  rd_kafka_CreateTopics(client, &topics, 1, options.get(), queue.get());

  const KafkaEvent answer(rd_kafka_queue_poll(queue.get(), timeout_ms + static_cast<int>(answer_spare.count())));
  if (!answer) return no_answer(config_, RD_KAFKA_RESP_ERR__TIMED_OUT, handle_->asker->trouble());
  const rd_kafka_resp_err_t failed = rd_kafka_event_error(answer.get());
  if (failed == RD_KAFKA_RESP_ERR__TIMED_OUT) return no_answer(config_, failed, handle_->asker->trouble());
  if (failed != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return topic_refusal(config_, topic, failed, rd_kafka_event_error_string(answer.get()));
  }
  std::size_t count = 0;
  const auto* results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(answer.get()), &count);
  const rd_kafka_resp_err_t error = count == 1 ? rd_kafka_topic_result_error(results[0]) : RD_KAFKA_RESP_ERR_UNKNOWN;
  if (error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) return {TopicCheck::State::exists, 0, {}};
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
    return {TopicCheck::State::exists, create.partitions.value_or(0), {}, {}, true};
  }
  const char* text = count == 1 ? rd_kafka_topic_result_error_string(results[0]) : nullptr;
  return topic_refusal(config_, topic, error, text == nullptr ? "" : text);
}

}  // namespace sluice
