// SPDX-License-Identifier: Apache-2.0
#include "support/topic_facts.hpp"

#include <stdexcept>

#include "support/rdkafka.hpp"

namespace sluice::test {
namespace {

constexpr int timeout_ms = 20'000;

/// A consumer: its questions make no topics.
RdClient make_asker(const std::string& brokers) {
  return make_client(RD_KAFKA_CONSUMER, {{"bootstrap.servers", brokers}, {"allow.auto.create.topics", "false"}});
}

}  // namespace

TopicFacts topic_facts(const std::string& brokers, const std::string& topic) {
  const RdClient client = make_asker(brokers);
  const RdTopic wanted(rd_kafka_topic_new(client.get(), topic.c_str(), nullptr));
  const struct rd_kafka_metadata* found = nullptr;
  require_ok(rd_kafka_metadata(client.get(), 0, wanted.get(), &found, timeout_ms), topic);
  const RdMetadata metadata(found);
  const rd_kafka_metadata_topic& facts = metadata->topics[0];
  require_ok(facts.err, topic);
  return {facts.partition_cnt, facts.partitions[0].replica_cnt};
}

std::string topic_setting(const std::string& brokers, const std::string& topic, const std::string& name) {
  const RdClient client = make_asker(brokers);
  const RdQueue queue(rd_kafka_queue_new(client.get()));
  const RdConfigResource resource(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
  rd_kafka_ConfigResource_t* asked = resource.get();
  rd_kafka_DescribeConfigs(client.get(), &asked, 1, nullptr, queue.get());
  const RdEvent answer(rd_kafka_queue_poll(queue.get(), timeout_ms));
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
