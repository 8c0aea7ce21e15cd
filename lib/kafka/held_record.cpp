// SPDX-License-Identifier: Apache-2.0
#include "kafka/held_record.hpp"

namespace sluice {
namespace {

std::string bytes(const void* data, std::size_t size) {
  return size == 0 ? std::string() : std::string(static_cast<const char*>(data), size);
}

}  // namespace

HeldRecord::HeldRecord(const KafkaRecord& record, std::int64_t timestamp_ms)
    : topic_(record.topic), value_(record.value), timestamp_ms_(timestamp_ms) {
  if (record.key) key_.emplace(*record.key);
  headers_.reserve(record.headers.size());
  for (const RecordHeader& header : record.headers) headers_.emplace_back(header.name, header.value);
}

HeldRecord::HeldRecord(const rd_kafka_message_t& message)
    : topic_(rd_kafka_topic_name(message.rkt)), value_(bytes(message.payload, message.len)) {
  if (message.key != nullptr) key_ = bytes(message.key, message.key_len);

  rd_kafka_timestamp_type_t type{};
  const std::int64_t timestamp_ms = rd_kafka_message_timestamp(&message, &type);
  if (timestamp_ms > 0) timestamp_ms_ = timestamp_ms;

  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
       ++i) {
    headers_.emplace_back(name, bytes(value, size));
  }
}

KafkaRecord HeldRecord::view() {
  header_views_.clear();
  for (const auto& [name, value] : headers_) header_views_.push_back({name, value});
  std::optional<std::string_view> key;
  if (key_) key = *key_;
  return {topic_, key, header_views_, value_};
}

}  // namespace sluice
