// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/sha256.hpp"
#include "delivery/outcome.hpp"
#include "mapping/kafka_record.hpp"

namespace sluice {

/// What a Kafka record is made of, with bytes of its own.
struct RecordContent {
  std::string topic;
  std::optional<std::string> key;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string value;
  std::int64_t timestamp_ms = 0;        ///< 0: Kafka's record time is the moment of producing
  std::optional<Digest> whole_value{};  ///< of the value when only the beginning of the record is here
};

/// A record that owns its bytes, so that it can outlive the message and be sent again.
class HeldRecord final : public ReturnedRecord {
 public:
  explicit HeldRecord(RecordContent content) : content_(std::move(content)) {}
  explicit HeldRecord(const KafkaRecord& record);
  /// From a delivery report: topic, key, headers (rd_kafka_message_headers), value and the time it was first produced.
  explicit HeldRecord(const rd_kafka_message_t& message);

  /// Views into this object, valid as long as it lives and until the next call.
  KafkaRecord view();

  RecordContent& content() { return content_; }

 private:
  RecordContent content_;
  std::vector<RecordHeader> header_views_;
};

}  // namespace sluice
