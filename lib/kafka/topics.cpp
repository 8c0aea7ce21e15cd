// SPDX-License-Identifier: Apache-2.0
#include "kafka/topics.hpp"

#include <librdkafka/rdkafka.h>

#include <array>
#include <memory>

#include "kafka/settings.hpp"

namespace sluice {
namespace {

constexpr std::size_t error_text_size = 512;

template <auto destroy>
struct Destroy {
  template <class T>
  void operator()(T* object) const {
    destroy(object);
  }
};
using Handle = std::unique_ptr<rd_kafka_t, Destroy<rd_kafka_destroy>>;
using Topic = std::unique_ptr<rd_kafka_topic_t, Destroy<rd_kafka_topic_destroy>>;
using Metadata = std::unique_ptr<const struct rd_kafka_metadata, Destroy<rd_kafka_metadata_destroy>>;

/// The reason librdkafka gave last for not reaching a broker.
struct Trouble {
  rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
  std::string text;
};

void remember(rd_kafka_t* /*handle*/, int code, const char* text, void* opaque) {
  // That all brokers are down says less than the reason that came before it.
  if (code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
    *static_cast<Trouble*>(opaque) = {static_cast<rd_kafka_resp_err_t>(code), text};
  }
}

bool is_refusal(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR__AUTHENTICATION || code == RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED ||
         code == RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM;
}

/// A consumer, though nothing is consumed: a producer's request for one topic creates it where the broker creates
/// topics by itself, a consumer's does not (allow.auto.create.topics=false, in the request since Kafka 0.11). Asking
/// for all topics would not create either, but is large, and hides a topic that this principal may not see.
Result<Handle> make_handle(const Config& config, Trouble& trouble) {
  auto properties = client_properties(config);
  properties.push_back({"allow.auto.create.topics", "false"});
  auto conf = make_kafka_conf(properties);
  if (!conf) return failure(conf.error());
  rd_kafka_conf_set_error_cb(conf->get(), remember);
  rd_kafka_conf_set_opaque(conf->get(), &trouble);
  std::array<char, error_text_size> cause{};
  Handle handle(rd_kafka_new(RD_KAFKA_CONSUMER, conf->get(), cause.data(), cause.size()));
  if (!handle) return failure("kafka.properties: librdkafka refuses the settings: " + std::string(cause.data()));
  static_cast<void>(conf->release());  // rd_kafka_new took it
  return handle;
}

std::string named(const Config& config) { return "topic \"" + config.mapping.topic + "\""; }

TopicCheck missing(const Config& config) {
  const std::string& first = config.kafka.brokers.empty() ? std::string() : config.kafka.brokers.front();
  return {TopicCheck::State::missing, 0,
          named(config) + " does not exist at " + kafka_addresses(config) +
              ": create it, e.g. kafka-topics --create --topic " + config.mapping.topic + " --bootstrap-server " +
              first + ", or correct mapping.topic"};
}

TopicCheck no_answer(const Config& config, rd_kafka_resp_err_t error, const Trouble& trouble) {
  const std::string cause = trouble.text.empty() ? std::string(rd_kafka_err2str(error)) : trouble.text;
  if (is_refusal(trouble.code)) {
    return {TopicCheck::State::unauthorized, 0,
            "Kafka at " + kafka_addresses(config) + " refuses the login: " + cause +
                "; check the sasl.* entries of kafka.properties"};
  }
  return {
      TopicCheck::State::unreachable, 0,
      "Kafka cannot be reached at " + kafka_addresses(config) + ": " + cause + "; check kafka.brokers and the network"};
}

TopicCheck verdict(const Config& config, const rd_kafka_metadata_topic& topic) {
  switch (topic.err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR: return {TopicCheck::State::exists, topic.partition_cnt, {}};
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC: return missing(config);
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
      return {TopicCheck::State::unauthorized, 0,
              "Kafka at " + kafka_addresses(config) + " does not allow this principal to see " + named(config) +
                  ": grant it WRITE and DESCRIBE on the topic"};
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
      return {TopicCheck::State::invalid, 0,
              "Kafka at " + kafka_addresses(config) + " does not allow the name of " + named(config) +
                  ": correct mapping.topic"};
    default:
      return {TopicCheck::State::unreachable, 0,
              "Kafka at " + kafka_addresses(config) + " cannot tell of " + named(config) +
                  " now: " + rd_kafka_err2str(topic.err)};
  }
}

}  // namespace

TopicCheck check_topic(const Config& config, Millis timeout) {
  Trouble trouble;
  auto handle = make_handle(config, trouble);
  if (!handle) return {TopicCheck::State::invalid, 0, handle.error()};
  const Topic topic(rd_kafka_topic_new(handle->get(), config.mapping.topic.c_str(), nullptr));
  if (!topic) return {TopicCheck::State::invalid, 0, named(config) + ": " + rd_kafka_err2str(rd_kafka_last_error())};

  const struct rd_kafka_metadata* found = nullptr;
  const rd_kafka_resp_err_t error =
      rd_kafka_metadata(handle->get(), 0, topic.get(), &found, static_cast<int>(timeout.count()));
  const Metadata metadata(found);
  while (rd_kafka_poll(handle->get(), 0) > 0) {  // serves the error callback: why there was no answer
  }
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return no_answer(config, error, trouble);
  if (metadata->topic_cnt == 0) return missing(config);
  return verdict(config, metadata->topics[0]);
}

}  // namespace sluice
