// SPDX-License-Identifier: Apache-2.0
// Layouts: https://kafka.apache.org/protocol, the versions below.
#include "kafka_counter/broker.hpp"

#include <array>
#include <utility>

namespace sluice::bench {
namespace {

constexpr std::int32_t node_id = 1;

constexpr std::int16_t api_produce = 0;
constexpr std::int16_t api_metadata = 3;
constexpr std::int16_t api_api_versions = 18;
constexpr std::int16_t api_init_producer_id = 22;

constexpr std::int16_t no_error = 0;
constexpr std::int16_t error_unknown_topic = 3;
constexpr std::int16_t error_unsupported_version = 35;

struct Api {
  std::int16_t key;
  std::int16_t min;
  std::int16_t max;
};

// librdkafka concludes from these ranges what a cluster can do. Without Produce 0 and FindCoordinator 0 it drops lz4,
// and without Fetch 4 it writes no record batches; so these are listed, though a producer that knows Produce 3 sends
// neither.
constexpr std::array<Api, 6> apis{{{api_produce, 0, 7},
                                   {1, 0, 11},  // Fetch
                                   {api_metadata, 0, 4},
                                   {10, 0, 2},  // FindCoordinator
                                   {api_api_versions, 0, 2},
                                   {api_init_producer_id, 0, 1}}};

// A version beyond ours is answered in the layout of version 0, with what we have [KIP-511].
std::string api_versions(std::int16_t version, std::int32_t correlation_id) {
  const bool known = version <= 2;
  WireWriter writer(correlation_id);
  writer.int16(known ? no_error : error_unsupported_version);
  writer.count(apis.size());
  for (const Api& api : apis) {
    writer.int16(api.key);
    writer.int16(api.min);
    writer.int16(api.max);
  }
  if (known && version >= 1) writer.int32(0);  // throttle time
  return std::move(writer).finish();
}

}  // namespace

Broker::Broker(Cluster cluster)
    : cluster_(std::move(cluster)), next_offsets_(static_cast<std::size_t>(cluster_.partitions)) {}

std::string Broker::handle(std::string_view request_bytes) {
  WireReader reader(request_bytes);
  const std::int16_t key = reader.int16();
  const std::int16_t version = reader.int16();
  const std::int32_t correlation_id = reader.int32();
  Request request{key, version, correlation_id, reader};
  // What follows depends on the version, and this answer must be possible for any.
  if (key == api_api_versions) return api_versions(version, correlation_id);
  request.body.string();  // client id
  if (key == api_metadata && version <= 4) return metadata(request);
  if (key == api_init_producer_id && version <= 1) return init_producer_id(request);
  if (key == api_produce && version >= 3 && version <= 7) return produce(request);
  throw WireError("request " + std::to_string(key) + " version " + std::to_string(version) + " is not served");
}

std::string Broker::metadata(Request& request) const {
  const std::int16_t version = request.version;
  const std::int32_t count = request.body.int32();
  // The count is the peer's word: nothing is reserved for it.
  std::vector<std::string_view> topics;
  for (std::int32_t left = count; left > 0; --left) topics.push_back(request.body.string());
  // Null (empty in version 0) asks for all topics.
  if (count < 0 || (version == 0 && count == 0)) topics.emplace_back(cluster_.topic);

  WireWriter writer(request.correlation_id);
  if (version >= 3) writer.int32(0);  // throttle time
  writer.count(1);
  writer.int32(node_id);
  writer.string("127.0.0.1");
  writer.int32(cluster_.port);
  if (version >= 1) writer.null_string();  // rack
  if (version >= 2) writer.string("bench-cluster");
  if (version >= 1) writer.int32(node_id);  // controller
  writer.count(topics.size());
  for (const std::string_view topic : topics) write_topic(writer, topic, version);
  return std::move(writer).finish();
}

void Broker::write_topic(WireWriter& writer, std::string_view topic, std::int16_t version) const {
  const bool known = topic == cluster_.topic;
  writer.int16(known ? no_error : error_unknown_topic);
  writer.string(topic);
  if (version >= 1) writer.int8(0);  // internal
  const std::int32_t partitions = known ? cluster_.partitions : 0;
  writer.int32(partitions);
  for (std::int32_t partition = 0; partition < partitions; ++partition) {
    writer.int16(no_error);
    writer.int32(partition);
    writer.int32(node_id);         // leader
    for (int i = 0; i < 2; ++i) {  // replicas, those in sync
      writer.count(1);
      writer.int32(node_id);
    }
  }
}

std::string Broker::init_producer_id(Request& request) {
  request.body.string();  // transactional id
  request.body.int32();   // its time limit
  WireWriter writer(request.correlation_id);
  writer.int32(0);  // throttle time
  writer.int16(no_error);
  writer.int64(++last_producer_id_);
  writer.int16(0);  // epoch
  return std::move(writer).finish();
}

std::string Broker::produce(Request& request) {
  WireReader& body = request.body;
  body.string();  // transactional id
  const std::int16_t acks = body.int16();
  body.int32();  // time limit
  WireWriter writer(request.correlation_id);
  const std::int32_t topics = body.int32();
  writer.int32(topics);
  for (std::int32_t i = 0; i < topics; ++i) {
    const std::string_view topic = body.string();
    const std::int32_t partitions = body.int32();
    writer.string(topic);
    writer.int32(partitions);
    for (std::int32_t j = 0; j < partitions; ++j) produce_partition(body, topic, request.version, writer);
  }
  writer.int32(0);  // throttle time
  ++counts_.requests;
  return acks == 0 ? std::string() : std::move(writer).finish();
}

void Broker::produce_partition(WireReader& body, std::string_view topic, std::int16_t version, WireWriter& writer) {
  const std::int32_t partition = body.int32();
  const std::string_view records = body.bytes();
  const bool known = topic == cluster_.topic && partition >= 0 && partition < cluster_.partitions;
  std::int64_t base_offset = -1;
  if (known) {
    std::int64_t& next = next_offsets_[static_cast<std::size_t>(partition)];
    base_offset = next;
    next += static_cast<std::int64_t>(count_batches(records, counts_));
  }
  writer.int32(partition);
  writer.int16(known ? no_error : error_unknown_topic);
  writer.int64(base_offset);
  writer.int64(-1);                   // log append time: not used
  if (version >= 5) writer.int64(0);  // log start offset
}

}  // namespace sluice::bench
