// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/unique_fd.hpp"
#include "kafka/kafka_handles.hpp"
#include "kafka/settings.hpp"
#include "limit/records.hpp"

namespace sluice::bench {

/// librdkafka as a lane of sluice uses it: one thread produces and takes the reports, woken by an eventfd when some
/// are due. Nothing else is done: no MQTT, no window to keep in order, no acknowledgement. One thread.
class Producer {
 public:
  /// Throws std::runtime_error for a setting that librdkafka refuses.
  Producer(const std::vector<KafkaProperty>& properties, const std::string& topic);
  ~Producer();
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  /// Copies the record, never blocks. Throws std::runtime_error when librdkafka does not take it.
  void produce(const Record& record, std::uint64_t number);
  /// Waits for reports and takes all that are due; false: nothing came for `timeout_ms`, or a signal did. Throws
  /// std::runtime_error when a record failed.
  bool take_reports(int timeout_ms);
  /// What has not been reported.
  std::uint64_t open() const { return open_; }

 private:
  void take(rd_kafka_event_t* event);

  UniqueFd wakeup_;
  KafkaClient handle_;
  KafkaTopic topic_;
  KafkaQueue queue_;
  std::uint64_t open_ = 0;
};

}  // namespace sluice::bench
