// SPDX-License-Identifier: Apache-2.0
#include "kafka/cluster_query.hpp"

#include <algorithm>
#include <charconv>

#include "kafka/kafka_asker.hpp"
#include "kafka/kafka_fault.hpp"
#include "kafka/report.hpp"
#include "kafka/settings.hpp"

namespace sluice {
namespace {

/// librdkafka ends a request by itself at its timeout; its answer then needs a moment.
constexpr Millis answer_spare{500};
constexpr Millis brief{1000};

using ConfigResource = std::unique_ptr<rd_kafka_ConfigResource_t, KafkaDestroy<rd_kafka_ConfigResource_destroy>>;

Result<std::uint64_t, KafkaFault> number_of(const rd_kafka_ConfigResource_t& resource, const std::string& setting) {
  std::size_t count = 0;
  const rd_kafka_ConfigEntry_t** entries = rd_kafka_ConfigResource_configs(&resource, &count);
  for (std::size_t i = 0; i < count; ++i) {
    if (rd_kafka_ConfigEntry_name(entries[i]) != setting) continue;
    const char* const value = rd_kafka_ConfigEntry_value(entries[i]);
    const std::string_view text = value == nullptr ? "" : value;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size()) return number;
  }
  return tl::unexpected(KafkaFault{false, "", "it does not tell its " + setting, ""});
}

}  // namespace

struct ClusterQuery::Handle {
  std::unique_ptr<KafkaAsker> asker;
};

Result<std::unique_ptr<ClusterQuery>> ClusterQuery::create(const Config& config) {
  auto asker = KafkaAsker::create(config);
  if (!asker) return failure(asker.error());
  return std::unique_ptr<ClusterQuery>(new ClusterQuery(config, std::make_unique<Handle>(Handle{std::move(*asker)})));
}

ClusterQuery::ClusterQuery(const Config& config, std::unique_ptr<Handle> handle)
    : config_(config), handle_(std::move(handle)) {}

ClusterQuery::~ClusterQuery() = default;

Result<ClusterFacts, KafkaFault> ClusterQuery::look(Millis timeout) {
  rd_kafka_t* const client = handle_->asker->client();
  const TimePoint end = Clock::now() + timeout;
  Millis patience = std::min(timeout, brief);
  KafkaMetadata metadata;
  while (!metadata) {
    const struct rd_kafka_metadata* found = nullptr;
    const auto error = rd_kafka_metadata(client, 0, nullptr, &found, static_cast<int>(patience.count()));
    metadata.reset(found);
    handle_->asker->serve();
    if (metadata) break;
    // It would wait to the end for a login that was refused at once: so it is asked briefly first, and then for long.
    const KafkaTrouble& trouble = handle_->asker->trouble();
    patience = std::chrono::floor<Millis>(end - Clock::now());
    if (patience <= Millis{0} || is_security_refusal(trouble.code, trouble.text)) {
      return tl::unexpected(no_answer(config_, error, trouble));
    }
  }
  ClusterFacts facts;
  for (int i = 0; i < metadata->broker_cnt; ++i) {
    const auto& broker = metadata->brokers[i];
    facts.brokers.push_back({broker.id, broker.host, static_cast<std::uint16_t>(broker.port)});
  }
  if (char* const id = rd_kafka_clusterid(client, 0)) {
    facts.id = id;
    rd_kafka_mem_free(client, id);
  }
  return facts;
}

Result<std::uint64_t, KafkaFault> ClusterQuery::topic_size_limit(const std::string& topic, Millis timeout) {
  return size_limit(RD_KAFKA_RESOURCE_TOPIC, topic, "max.message.bytes", timeout);
}

Result<std::uint64_t, KafkaFault> ClusterQuery::broker_size_limit(std::int32_t broker, Millis timeout) {
  return size_limit(RD_KAFKA_RESOURCE_BROKER, std::to_string(broker), "message.max.bytes", timeout);
}

Result<std::uint64_t, KafkaFault> ClusterQuery::size_limit(int resource_type, const std::string& name,
                                                           const std::string& setting, Millis timeout) {
  rd_kafka_t* const client = handle_->asker->client();
  const ConfigResource wanted(
      rd_kafka_ConfigResource_new(static_cast<rd_kafka_ResourceType_t>(resource_type), name.c_str()));
  if (!wanted) return tl::unexpected(KafkaFault{false, "", "librdkafka does not take the name \"" + name + "\"", ""});
  const KafkaAdminOptions options(rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS));
  const int timeout_ms = static_cast<int>(timeout.count());
  rd_kafka_AdminOptions_set_request_timeout(options.get(), timeout_ms, nullptr, 0);
  const KafkaQueue queue(rd_kafka_queue_new(client));
  rd_kafka_ConfigResource_t* resources = wanted.get();
  rd_kafka_DescribeConfigs(client, &resources, 1, options.get(), queue.get());

  const KafkaEvent answer(rd_kafka_queue_poll(queue.get(), timeout_ms + static_cast<int>(answer_spare.count())));
  handle_->asker->serve();
  const auto failed = answer ? rd_kafka_event_error(answer.get()) : RD_KAFKA_RESP_ERR__TIMED_OUT;
  if (failed == RD_KAFKA_RESP_ERR__TIMED_OUT) {
    return tl::unexpected(no_answer(config_, failed, handle_->asker->trouble()));
  }
  if (failed != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return tl::unexpected(
        KafkaFault{true, error_name(failed), rd_kafka_event_error_string(answer.get()), "grant DESCRIBE_CONFIGS"});
  }
  std::size_t count = 0;
  const auto* const result = rd_kafka_event_DescribeConfigs_result(answer.get());
  const auto* const* found = rd_kafka_DescribeConfigs_result_resources(result, &count);
  if (count != 1) return tl::unexpected(KafkaFault{false, "", "it does not tell its " + setting, ""});
  const auto error = rd_kafka_ConfigResource_error(found[0]);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return tl::unexpected(KafkaFault{true, error_name(error), rd_kafka_err2str(error), "grant DESCRIBE_CONFIGS"});
  }
  return number_of(*found[0], setting);
}

}  // namespace sluice
