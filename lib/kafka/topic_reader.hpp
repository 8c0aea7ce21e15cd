// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "core/clock.hpp"
#include "core/result.hpp"
#include "kafka/held_record.hpp"

namespace sluice {

/// Records of one partition by their offsets: from `begin` up to, not including, `end`.
struct TopicSpan {
  std::int32_t partition = 0;
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

/// What a consumer group has committed for one partition.
struct OffsetMark {
  std::int32_t partition = 0;
  std::int64_t offset = -1;  ///< negative: nothing was committed
  std::string metadata;
};

/// A record where it stands.
struct PlacedRecord {
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  RecordContent content;
};

/// Reads a topic that is there, up to where it ended when the reading began. Joins no group and commits nothing:
/// partitions are assigned by hand. The second place, beside the producer, that moves records by librdkafka. One
/// thread.
class TopicReader {
 public:
  /// How `committed` takes the commits of a transaction that is still open, maybe of a process that was killed.
  enum class OpenCommits {
    passed_over,  ///< what was committed before counts
    awaited       ///< waits for its end, up to transaction.timeout.ms
  };

  /// `group`: whose commits `committed` tells; nothing is read yet. `patience`: for each answer of Kafka's, here and
  /// below. `awaited` also passes over records of transactions that were not committed. Error: settings that librdkafka
  /// refuses, or why the partitions cannot be told.
  static Result<std::unique_ptr<TopicReader>> open(const Config& config, const std::string& topic,
                                                   const std::string& group, Millis patience,
                                                   OpenCommits open_commits = OpenCommits::awaited);
  ~TopicReader();
  TopicReader(const TopicReader&) = delete;
  TopicReader& operator=(const TopicReader&) = delete;

  /// What each partition holds now (rd_kafka_query_watermark_offsets).
  Result<std::vector<TopicSpan>> spans() const;
  /// rd_kafka_committed, for each partition.
  Result<std::vector<OffsetMark>> committed() const;

  /// Begins to read these spans, and forgets those before.
  Result<void> read(const std::vector<TopicSpan>& spans);

  enum class Step {
    record,   ///< `record()` is the next; within a partition in the order of the offsets
    waiting,  ///< nothing yet
    end       ///< all spans have been read
  };
  /// Blocks for `wait` at the most. Error: nothing has come within the patience, or the topic may not be read.
  Result<Step> next(Millis wait);
  const PlacedRecord& record() const { return record_; }

 private:
  struct Handle;
  TopicReader(std::unique_ptr<Handle> handle, std::string topic, Millis patience);

  void end_partition(std::int32_t partition);

  std::unique_ptr<Handle> handle_;
  std::string topic_;
  Millis patience_;
  std::vector<std::int32_t> partitions_;
  std::vector<TopicSpan> open_;  ///< those not yet read to their end
  TimePoint last_progress_;
  std::string trouble_;  ///< what librdkafka said last
  PlacedRecord record_;
};

}  // namespace sluice
