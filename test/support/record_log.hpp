// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "support/load.hpp"

struct rd_kafka_s;

namespace sluice::test {

/// Makes a topic by the Admin API, with these topic configurations; throws std::runtime_error with Kafka's text when it
/// is refused.
void create_topic(const std::string& brokers, const std::string& topic, int partitions,
                  const std::map<std::string, std::string>& settings = {});

/// A record as Kafka gives it back.
struct StoredRecord {
  std::int32_t partition = 0;
  std::optional<std::string> key;
  std::vector<std::pair<std::string, std::string>> headers;  ///< in order, repeats kept
  std::string value;
};

/// How often each message of a load is in a topic.
struct Tally {
  std::map<MessageId, std::size_t> times;

  std::size_t distinct() const { return times.size(); }
  /// Records beyond the first of each message.
  std::size_t repeats() const;
  /// Those of `accepted` that are not there at all.
  std::vector<MessageId> missing(const std::vector<MessageId>& accepted) const;
};

/// Reads all partitions of a topic from the beginning, all the time, in a thread of its own; outages of Kafka are
/// borne. Independent of what the product does with offsets: there are no groups and no commits.
class RecordLog {
 public:
  RecordLog(const std::string& brokers, const std::string& topic, int partitions);
  ~RecordLog();
  RecordLog(const RecordLog&) = delete;
  RecordLog& operator=(const RecordLog&) = delete;

  std::size_t count() const { return count_; }
  /// Waits until so many records are there; false at the deadline.
  bool wait_for_count(std::size_t count, Milliseconds deadline) const;
  /// Waits until so many different messages of loads are there; false at the deadline.
  bool wait_for_distinct(std::size_t count, Milliseconds deadline) const;
  /// Waits until no record has come for `quiet`, at most until the deadline.
  void wait_until_quiet(Milliseconds quiet, Milliseconds deadline) const;

  std::vector<StoredRecord> records() const;
  /// Whether all was read that Kafka has now, by its own offsets.
  bool is_complete() const;
  /// For a failure's text: how many records were read of each partition, and how many Kafka says it has.
  std::string read_and_stored() const;
  /// Counts by the ids that the values begin with.
  Tally tally() const;
  /// Keys under which a message was first seen after one with a higher id: order broken.
  std::vector<std::string> keys_out_of_order() const;

 private:
  struct Share {
    std::size_t read = 0;
    std::int64_t stored = 0;
  };

  void run();
  /// Of each partition; throws std::runtime_error when Kafka does not answer.
  std::vector<Share> shares() const;

  std::string topic_;
  int partitions_;
  std::shared_ptr<rd_kafka_s> consumer_;
  mutable std::mutex mutex_;
  std::vector<StoredRecord> records_;  ///< guarded by mutex_
  std::atomic<std::size_t> count_ = 0;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

}  // namespace sluice::test
