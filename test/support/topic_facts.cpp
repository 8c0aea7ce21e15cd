// SPDX-License-Identifier: Apache-2.0
#include "support/topic_facts.hpp"

#include <librdkafka/rdkafka.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace sluice::test {
namespace {

constexpr int timeout_ms = 20'000;

template <auto destroy>
struct Destroy {
  template <class T>
  void operator()(T* object) const {
    destroy(object);
  }
};
using Client = std::unique_ptr<rd_kafka_t, Destroy<rd_kafka_destroy>>;
using Topic = std::unique_ptr<rd_kafka_topic_t, Destroy<rd_kafka_topic_destroy>>;
using Queue = std::unique_ptr<rd_kafka_queue_t, Destroy<rd_kafka_queue_destroy>>;
using Answer = std::unique_ptr<rd_kafka_event_t, Destroy<rd_kafka_event_destroy>>;
using Resource = std::unique_ptr<rd_kafka_ConfigResource_t, Destroy<rd_kafka_ConfigResource_destroy>>;
using Metadata = std::unique_ptr<const struct rd_kafka_metadata, Destroy<rd_kafka_metadata_destroy>>;

/// A consumer: its questions make no topics.
Client make_client(const std::string& brokers) {
  std::array<char, 512> text{};
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  rd_kafka_conf_set(conf, "bootstrap.servers", brokers.c_str(), text.data(), text.size());
  rd_kafka_conf_set(conf, "allow.auto.create.topics", "false", text.data(), text.size());
  Client client(rd_kafka_new(RD_KAFKA_CONSUMER, conf, text.data(), text.size()));
  if (!client) throw std::runtime_error(text.data());
  return client;
}

}  // namespace

TopicFacts topic_facts(const std::string& brokers, const std::string& topic) {
  const Client client = make_client(brokers);
  const Topic wanted(rd_kafka_topic_new(client.get(), topic.c_str(), nullptr));
  const struct rd_kafka_metadata* found = nullptr;
  const auto error = rd_kafka_metadata(client.get(), 0, wanted.get(), &found, timeout_ms);
  const Metadata metadata(found);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) throw std::runtime_error(topic + ": " + rd_kafka_err2str(error));
  const rd_kafka_metadata_topic& facts = metadata->topics[0];
  if (facts.err != RD_KAFKA_RESP_ERR_NO_ERROR) throw std::runtime_error(topic + ": " + rd_kafka_err2str(facts.err));
  return {facts.partition_cnt, facts.partitions[0].replica_cnt};
}

std::string topic_setting(const std::string& brokers, const std::string& topic, const std::string& name) {
  const Client client = make_client(brokers);
  const Queue queue(rd_kafka_queue_new(client.get()));
  const Resource resource(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
  rd_kafka_ConfigResource_t* asked = resource.get();
  rd_kafka_DescribeConfigs(client.get(), &asked, 1, nullptr, queue.get());
  const Answer answer(rd_kafka_queue_poll(queue.get(), timeout_ms));
  if (!answer || rd_kafka_event_error(answer.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw std::runtime_error("no configuration of " + topic);
  }
  std::size_t count = 0;
  const auto* result = rd_kafka_event_DescribeConfigs_result(answer.get());
  const auto* resources = rd_kafka_DescribeConfigs_result_resources(result, &count);
  const auto* entries = rd_kafka_ConfigResource_configs(resources[0], &count);
  for (std::size_t i = 0; i < count; ++i) {
    if (rd_kafka_ConfigEntry_name(entries[i]) == name) return rd_kafka_ConfigEntry_value(entries[i]);
  }
  throw std::runtime_error(topic + " has no " + name);
}

}  // namespace sluice::test
