// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// librdkafka for the tests alone: what judges the product's records does not stand on the product's own way to Kafka.
namespace sluice::test {

template <auto destroy>
struct RdDestroy {
  template <class T>
  void operator()(T* object) const {
    destroy(object);
  }
};
using RdClient = std::unique_ptr<rd_kafka_t, RdDestroy<rd_kafka_destroy>>;
using RdConfigResource = std::unique_ptr<rd_kafka_ConfigResource_t, RdDestroy<rd_kafka_ConfigResource_destroy>>;
using RdEvent = std::unique_ptr<rd_kafka_event_t, RdDestroy<rd_kafka_event_destroy>>;
using RdMessage = std::unique_ptr<rd_kafka_message_t, RdDestroy<rd_kafka_message_destroy>>;
using RdMetadata = std::unique_ptr<const struct rd_kafka_metadata, RdDestroy<rd_kafka_metadata_destroy>>;
using RdNewTopic = std::unique_ptr<rd_kafka_NewTopic_t, RdDestroy<rd_kafka_NewTopic_destroy>>;
using RdPartitions = std::unique_ptr<rd_kafka_topic_partition_list_t, RdDestroy<rd_kafka_topic_partition_list_destroy>>;
using RdQueue = std::unique_ptr<rd_kafka_queue_t, RdDestroy<rd_kafka_queue_destroy>>;
using RdTopic = std::unique_ptr<rd_kafka_topic_t, RdDestroy<rd_kafka_topic_destroy>>;

/// A handle of these properties without a log: outages are part of the tests, and its lines would hide what matters.
/// Throws std::runtime_error with librdkafka's text.
RdClient make_client(rd_kafka_type_t type, const std::vector<std::pair<std::string, std::string>>& properties);

/// Throws std::runtime_error that says what failed and why.
void require_ok(rd_kafka_resp_err_t error, const std::string& what);

/// Absent where librdkafka has none: no key, a tombstone, a null header.
std::optional<std::string> bytes_of(const void* data, std::size_t size);

/// In their order, repeats kept.
std::vector<std::pair<std::string, std::optional<std::string>>> headers_of(const rd_kafka_message_t& message);

}  // namespace sluice::test
