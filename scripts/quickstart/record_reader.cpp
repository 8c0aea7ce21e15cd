// SPDX-License-Identifier: Apache-2.0
#include "scripts/quickstart/record_reader.hpp"

#include <librdkafka/rdkafka.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace sluice {
namespace {

struct DestroyConf {
  void operator()(rd_kafka_conf_t* conf) const { rd_kafka_conf_destroy(conf); }
};
struct DestroyTopic {
  void operator()(rd_kafka_topic_t* topic) const { rd_kafka_topic_destroy(topic); }
};
struct DestroyMetadata {
  void operator()(const rd_kafka_metadata_t* metadata) const { rd_kafka_metadata_destroy(metadata); }
};
struct DestroyPartitions {
  void operator()(rd_kafka_topic_partition_list_t* list) const { rd_kafka_topic_partition_list_destroy(list); }
};

std::unique_ptr<rd_kafka_conf_t, DestroyConf> configuration(const std::string& brokers) {
  const std::array<std::pair<const char*, const char*>, 6> settings{{
      {"bootstrap.servers", brokers.c_str()},
      {"group.id", "sluice-quickstart"},  // asked for by librdkafka, unused: partitions are assigned by hand
      {"enable.auto.commit", "false"},
      {"auto.offset.reset", "earliest"},
      {"fetch.wait.max.ms", "100"},
      {"log_level", "0"},  // what matters is thrown
  }};
  std::unique_ptr<rd_kafka_conf_t, DestroyConf> conf(rd_kafka_conf_new());
  std::array<char, 512> error{};
  for (const auto& [name, value] : settings) {
    if (rd_kafka_conf_set(conf.get(), name, value, error.data(), error.size()) != RD_KAFKA_CONF_OK) {
      throw std::runtime_error(std::string(name) + "=" + value + ": " + error.data());
    }
  }
  return conf;
}

std::string_view bytes(const void* data, std::size_t size) {
  return size == 0 ? std::string_view() : std::string_view(static_cast<const char*>(data), size);
}

SeenRecord seen(const rd_kafka_message_t& message) {
  SeenRecord record;
  record.topic = rd_kafka_topic_name(message.rkt);
  record.partition = message.partition;
  record.offset = message.offset;
  if (message.key != nullptr) record.key = bytes(message.key, message.key_len);
  record.payload = bytes(message.payload, message.len);
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR) {
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
         ++i) {
      record.headers.emplace_back(name, bytes(value, size));
    }
  }
  return record;
}

[[noreturn]] void fail(const std::string& topic, rd_kafka_resp_err_t error) {
  throw std::runtime_error("cannot read topic " + topic + ": " + rd_kafka_err2str(error));
}

int millis(std::chrono::milliseconds time) { return static_cast<int>(time.count()); }

}  // namespace

void RecordReader::Destroy::operator()(rd_kafka_s* consumer) const { rd_kafka_destroy(consumer); }
void RecordReader::Destroy::operator()(rd_kafka_message_s* message) const { rd_kafka_message_destroy(message); }

RecordReader::RecordReader(const std::string& brokers, const std::string& topic, std::chrono::milliseconds patience) {
  auto conf = configuration(brokers);
  std::array<char, 512> error{};
  consumer_.reset(rd_kafka_new(RD_KAFKA_CONSUMER, conf.get(), error.data(), error.size()));
  if (!consumer_) throw std::runtime_error(error.data());
  std::ignore = conf.release();  // rd_kafka_new took it
  rd_kafka_poll_set_consumer(consumer_.get());
  assign_all(topic, patience);
}

RecordReader::~RecordReader() {
  message_.reset();
  rd_kafka_consumer_close(consumer_.get());
}

void RecordReader::assign_all(const std::string& topic, std::chrono::milliseconds patience) {
  const std::unique_ptr<rd_kafka_topic_t, DestroyTopic> handle(
      rd_kafka_topic_new(consumer_.get(), topic.c_str(), nullptr));
  const rd_kafka_metadata_t* answer = nullptr;
  const auto error = rd_kafka_metadata(consumer_.get(), 0, handle.get(), &answer, millis(patience));
  const std::unique_ptr<const rd_kafka_metadata_t, DestroyMetadata> metadata(answer);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) fail(topic, error);
  const rd_kafka_metadata_topic_t& found = metadata->topics[0];
  if (found.err != RD_KAFKA_RESP_ERR_NO_ERROR) fail(topic, found.err);

  const std::unique_ptr<rd_kafka_topic_partition_list_t, DestroyPartitions> partitions(
      rd_kafka_topic_partition_list_new(found.partition_cnt));
  for (int i = 0; i < found.partition_cnt; ++i) {
    rd_kafka_topic_partition_list_add(partitions.get(), topic.c_str(), found.partitions[i].id)->offset =
        RD_KAFKA_OFFSET_BEGINNING;
  }
  const auto assigned = rd_kafka_assign(consumer_.get(), partitions.get());
  if (assigned != RD_KAFKA_RESP_ERR_NO_ERROR) fail(topic, assigned);
}

const SeenRecord* RecordReader::next(std::chrono::milliseconds wait) {
  message_.reset(rd_kafka_consumer_poll(consumer_.get(), millis(wait)));
  // An error here is a state of the connection; librdkafka goes on by itself.
  if (!message_ || message_->err != RD_KAFKA_RESP_ERR_NO_ERROR) return nullptr;
  record_ = seen(*message_);
  return &record_;
}

}  // namespace sluice
