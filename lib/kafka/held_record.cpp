// SPDX-License-Identifier: Apache-2.0
#include "kafka/held_record.hpp"

namespace sluice {
namespace {

std::string bytes(const void* data, std::size_t size) {
  return size == 0 ? std::string() : std::string(static_cast<const char*>(data), size);
}

}  // namespace

HeldRecord::HeldRecord(const KafkaRecord& record) {
  content_.topic = record.topic;
  if (record.key) content_.key.emplace(*record.key);
  content_.headers.reserve(record.headers.size());
  for (const RecordHeader& header : record.headers) content_.headers.emplace_back(header.name, header.value);
  content_.value = record.value;
  content_.timestamp_ms = record.timestamp_ms;
}

HeldRecord::HeldRecord(const rd_kafka_message_t& message) {
  content_.topic = rd_kafka_topic_name(message.rkt);
  content_.value = bytes(message.payload, message.len);
  if (message.key != nullptr) content_.key = bytes(message.key, message.key_len);

  rd_kafka_timestamp_type_t type{};
  const std::int64_t timestamp_ms = rd_kafka_message_timestamp(&message, &type);
  if (timestamp_ms > 0) content_.timestamp_ms = timestamp_ms;

  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
       ++i) {
    content_.headers.emplace_back(name, bytes(value, size));
  }
}

KafkaRecord HeldRecord::view() {
  header_views_.clear();
  for (const auto& [name, value] : content_.headers) header_views_.push_back({name, value});
  std::optional<std::string_view> key;
  if (content_.key) key = *content_.key;
  return {content_.topic, key, header_views_, content_.value, content_.timestamp_ms};
}

}  // namespace sluice
