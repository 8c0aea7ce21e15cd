// SPDX-License-Identifier: Apache-2.0
#include "support/mock_kafka.hpp"

// After rdkafka.h, which it needs and does not include.
#include <librdkafka/rdkafka_mock.h>

#include <sstream>
#include <stdexcept>

namespace sluice::test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int16_t produce_api_key = 0;
constexpr std::int16_t list_offsets_api_key = 2;
constexpr std::int16_t init_producer_id_api_key = 22;

ReadRecord read_record(const rd_kafka_message_t& message) {
  rd_kafka_timestamp_type_t type{};
  return {message.partition,
          message.offset,
          rd_kafka_message_timestamp(&message, &type),
          bytes_of(message.key, message.key_len),
          headers_of(message),
          bytes_of(message.payload, message.len)};
}

}  // namespace

MockKafka::MockKafka(int brokers)
    : handle_(make_client(RD_KAFKA_PRODUCER, {{"client.id", "mock"}})),
      cluster_(rd_kafka_mock_cluster_new(handle_.get(), brokers)),
      broker_count_(brokers) {
  if (cluster_ == nullptr) throw std::runtime_error("no mock cluster");
}

MockKafka::~MockKafka() { rd_kafka_mock_cluster_destroy(cluster_); }

std::string MockKafka::bootstrap() const { return rd_kafka_mock_cluster_bootstraps(cluster_); }

std::vector<std::string> MockKafka::brokers() const {
  std::vector<std::string> all;
  std::istringstream text(bootstrap());
  for (std::string one; std::getline(text, one, ',');) all.push_back(one);
  return all;
}

void MockKafka::create_topic(const std::string& topic, int partitions) {
  require_ok(rd_kafka_mock_topic_create(cluster_, topic.c_str(), partitions, 1), "create " + topic);
}

void MockKafka::set_topic_error(const std::string& topic, rd_kafka_resp_err_t error) {
  rd_kafka_mock_topic_set_error(cluster_, topic.c_str(), error);
}

void MockKafka::push_produce_errors(const std::vector<rd_kafka_resp_err_t>& errors) {
  rd_kafka_mock_push_request_errors_array(cluster_, produce_api_key, errors.size(), errors.data());
}

void MockKafka::push_producer_id_errors(const std::vector<rd_kafka_resp_err_t>& errors) {
  rd_kafka_mock_push_request_errors_array(cluster_, init_producer_id_api_key, errors.size(), errors.data());
}

void MockKafka::push_offset_errors(const std::vector<rd_kafka_resp_err_t>& errors) {
  rd_kafka_mock_push_request_errors_array(cluster_, list_offsets_api_key, errors.size(), errors.data());
}

void MockKafka::set_down() {
  for (int id = 1; id <= broker_count_; ++id) require_ok(rd_kafka_mock_broker_set_down(cluster_, id), "set down");
}

void MockKafka::set_up() {
  for (int id = 1; id <= broker_count_; ++id) require_ok(rd_kafka_mock_broker_set_up(cluster_, id), "set up");
}

void MockKafka::set_broker_down(int id) { require_ok(rd_kafka_mock_broker_set_down(cluster_, id), "set down"); }

void MockKafka::set_broker_up(int id) { require_ok(rd_kafka_mock_broker_set_up(cluster_, id), "set up"); }

void MockKafka::set_leader(const std::string& topic, int broker_id) {
  require_ok(rd_kafka_mock_partition_set_leader(cluster_, topic.c_str(), 0, broker_id), "set leader");
}

void MockKafka::set_round_trip(std::chrono::milliseconds round_trip) {
  for (int id = 1; id <= broker_count_; ++id) {
    require_ok(rd_kafka_mock_broker_set_rtt(cluster_, id, static_cast<int>(round_trip.count())), "set round trip");
  }
}

std::optional<std::string> ReadRecord::header(const std::string& name) const {
  for (const auto& [known, content] : headers) {
    if (known == name) return content;
  }
  return std::nullopt;
}

KafkaReader::KafkaReader(const std::string& bootstrap, const std::string& topic)
    : handle_(make_client(RD_KAFKA_CONSUMER, {{"bootstrap.servers", bootstrap},
                                              {"group.id", "reader"},
                                              {"enable.auto.commit", "false"},
                                              {"enable.auto.offset.store", "false"},
                                              {"fetch.wait.max.ms", "50"},
                                              {"auto.offset.reset", "earliest"}})) {
  rd_kafka_poll_set_consumer(handle_.get());
  assign(topic);
}

KafkaReader::~KafkaReader() { rd_kafka_consumer_close(handle_.get()); }

void KafkaReader::assign(const std::string& topic) {
  const RdTopic wanted(rd_kafka_topic_new(handle_.get(), topic.c_str(), nullptr));
  const struct rd_kafka_metadata* found = nullptr;
  require_ok(rd_kafka_metadata(handle_.get(), 0, wanted.get(), &found, 10'000), "metadata of " + topic);
  const RdMetadata metadata(found);
  const int partitions = metadata->topic_cnt == 1 ? metadata->topics[0].partition_cnt : 0;
  if (partitions == 0) throw std::runtime_error("no topic " + topic);

  const RdPartitions list(rd_kafka_topic_partition_list_new(partitions));
  for (int partition = 0; partition < partitions; ++partition) {
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = RD_KAFKA_OFFSET_BEGINNING;
  }
  require_ok(rd_kafka_assign(handle_.get(), list.get()), "assign " + topic);
}

std::vector<ReadRecord> KafkaReader::read(std::size_t count, std::chrono::milliseconds within) {
  std::vector<ReadRecord> records;
  const auto deadline = Clock::now() + within;
  while (records.size() < count) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) break;
    const RdMessage message(rd_kafka_consumer_poll(handle_.get(), static_cast<int>(left.count())));
    if (message && message->err == RD_KAFKA_RESP_ERR_NO_ERROR) records.push_back(read_record(*message));
  }
  return records;
}

}  // namespace sluice::test
