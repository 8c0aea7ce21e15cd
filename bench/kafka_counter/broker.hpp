// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kafka_counter/counts.hpp"
#include "kafka_counter/wire.hpp"

namespace sluice::bench {

struct Cluster {
  std::string topic = "bench";
  std::int32_t partitions = 4;
  std::uint16_t port = 0;
};

/// A Kafka cluster of one broker and one topic as far as a producer needs it: ApiVersions, Metadata, InitProducerId and
/// Produce. Acknowledges all records at once and keeps none. Bytes in, bytes out; one thread.
class Broker {
 public:
  explicit Broker(Cluster cluster);

  /// The response to one request (without its size field), size field included; empty when the request wants none.
  /// Throws WireError for what it does not serve.
  std::string handle(std::string_view request_bytes);

  const Counts& counts() const { return counts_; }

 private:
  struct Request {
    std::int16_t key;
    std::int16_t version;
    std::int32_t correlation_id;
    WireReader body;
  };

  std::string metadata(Request& request) const;
  std::string init_producer_id(Request& request);
  std::string produce(Request& request);
  void write_topic(WireWriter& writer, std::string_view topic, std::int16_t version) const;
  void produce_partition(WireReader& body, std::string_view topic, std::int16_t version, WireWriter& writer);

  Cluster cluster_;
  Counts counts_;
  std::int64_t last_producer_id_ = 0;
  std::vector<std::int64_t> next_offsets_;
};

}  // namespace sluice::bench
