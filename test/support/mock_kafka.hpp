// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "support/rdkafka.hpp"

struct rd_kafka_mock_cluster_s;

namespace sluice::test {

/// librdkafka's mock cluster in a handle of its own: brokers on free ports of 127.0.0.1, ended with the object.
/// It creates unknown topics by itself; create them first where the number of partitions matters.
class MockKafka {
 public:
  explicit MockKafka(int brokers = 1);
  ~MockKafka();
  MockKafka(const MockKafka&) = delete;
  MockKafka& operator=(const MockKafka&) = delete;

  /// host:port, one per broker.
  std::vector<std::string> brokers() const;
  /// The same, joined by commas: bootstrap.servers.
  std::string bootstrap() const;

  void create_topic(const std::string& topic, int partitions);
  /// Metadata answers this error for the topic.
  void set_topic_error(const std::string& topic, rd_kafka_resp_err_t error);
  /// The next Produce requests are answered so, one each; then normally again.
  void push_produce_errors(const std::vector<rd_kafka_resp_err_t>& errors);
  /// The next requests for a producer id (idempotence) are answered so.
  void push_producer_id_errors(const std::vector<rd_kafka_resp_err_t>& errors);
  /// The next questions of consumers for offsets (ListOffsets) are answered so.
  void push_offset_errors(const std::vector<rd_kafka_resp_err_t>& errors);
  /// All brokers: closes the connections and refuses new ones / takes them again.
  void set_down();
  void set_up();
  /// One broker, from 1, and with it the topics of one partition that it leads.
  void set_broker_down(int id);
  void set_broker_up(int id);
  void set_leader(const std::string& topic, int broker_id);
  void set_round_trip(std::chrono::milliseconds round_trip);

 private:
  RdClient handle_;
  rd_kafka_mock_cluster_s* cluster_;
  int broker_count_;
};

/// A record as it was stored.
struct ReadRecord {
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::int64_t timestamp_ms = 0;
  std::optional<std::string> key;
  std::vector<std::pair<std::string, std::optional<std::string>>> headers;  ///< absent value: a null header
  std::optional<std::string> value;                                         ///< absent: a tombstone

  /// Of the first header of that name.
  std::optional<std::string> header(const std::string& name) const;
};

/// Reads one topic from its beginning, all partitions, without a group.
class KafkaReader {
 public:
  KafkaReader(const std::string& bootstrap, const std::string& topic);
  ~KafkaReader();
  KafkaReader(const KafkaReader&) = delete;
  KafkaReader& operator=(const KafkaReader&) = delete;

  /// The next records in the order in which they came: `count` of them, fewer if `within` has passed.
  std::vector<ReadRecord> read(std::size_t count, std::chrono::milliseconds within = std::chrono::seconds(20));

 private:
  void assign(const std::string& topic);

  RdClient handle_;
};

}  // namespace sluice::test
