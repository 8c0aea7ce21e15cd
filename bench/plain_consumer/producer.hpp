// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

namespace sluice::bench {

struct ProducerSettings {
  std::string brokers;
  std::string topic;
  std::string compression;
  std::string linger_ms;
};

struct RdkafkaDeleter {
  void operator()(rd_kafka_t* producer) const { rd_kafka_destroy(producer); }
  void operator()(rd_kafka_topic_t* topic) const { rd_kafka_topic_destroy(topic); }
  void operator()(rd_kafka_headers_t* headers) const { rd_kafka_headers_destroy(headers); }
};
using Headers = std::unique_ptr<rd_kafka_headers_t, RdkafkaDeleter>;

/// An idempotent librdkafka producer with a thread that polls its delivery reports, as its manual suggests.
class Producer {
 public:
  /// Throws std::runtime_error for a property that librdkafka refuses.
  explicit Producer(const ProducerSettings& settings);
  ~Producer();
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  /// From one thread. Waits while the local queue is full.
  void produce(const std::string& key, const std::string& value, Headers headers);
  /// Waits for what is on its way, 10 s at most.
  void flush();

  std::uint64_t delivered() const { return delivered_; }
  std::uint64_t failed() const { return failed_; }

 private:
  static void on_report(rd_kafka_t* producer, const rd_kafka_message_t* message, void* self);

  std::unique_ptr<rd_kafka_t, RdkafkaDeleter> producer_;
  std::unique_ptr<rd_kafka_topic_t, RdkafkaDeleter> topic_;
  std::atomic<bool> stopping_ = false;
  std::atomic<std::uint64_t> delivered_ = 0;
  std::atomic<std::uint64_t> failed_ = 0;
  std::thread poller_;
};

}  // namespace sluice::bench
