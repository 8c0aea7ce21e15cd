// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "scripts/quickstart/record_text.hpp"

struct rd_kafka_s;
struct rd_kafka_message_s;

namespace sluice {

/// Reads a topic from its beginning, all partitions, without a consumer group. One thread; throws std::runtime_error
/// with the reason of librdkafka when the topic cannot be read.
class RecordReader {
 public:
  /// `brokers` as in `bootstrap.servers`. Waits at most `patience` for the topic's metadata.
  RecordReader(const std::string& brokers, const std::string& topic, std::chrono::milliseconds patience);
  ~RecordReader();
  RecordReader(const RecordReader&) = delete;
  RecordReader& operator=(const RecordReader&) = delete;

  /// The next record, or null after `wait` without one. Valid until the next call.
  const SeenRecord* next(std::chrono::milliseconds wait);

 private:
  struct Destroy {
    void operator()(rd_kafka_s* consumer) const;
    void operator()(rd_kafka_message_s* message) const;
  };

  void assign_all(const std::string& topic, std::chrono::milliseconds patience);

  std::unique_ptr<rd_kafka_s, Destroy> consumer_;
  std::unique_ptr<rd_kafka_message_s, Destroy> message_;
  SeenRecord record_;
};

}  // namespace sluice
