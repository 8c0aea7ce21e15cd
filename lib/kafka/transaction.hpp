// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "core/clock.hpp"
#include "core/result.hpp"
#include "core/unique_fd.hpp"
#include "kafka/held_record.hpp"
#include "kafka/topic_reader.hpp"

namespace sluice {

class RdkafkaProducer;
struct Reports;

/// What a transaction came to. Unless it is `committed`, nothing of it is there for readers of committed records.
struct TransactionEnd {
  enum class Kind {
    committed,
    refused,  ///< one record, for its own fault as it seems: in a batch of its own that is sure
    fenced,   ///< another producer has taken the transactional id
    failed    ///< Kafka is away or does not allow it
  };
  Kind kind = Kind::failed;
  std::size_t refused = 0;  ///< place of the record
  std::string code;         ///< Kafka's name of the error
  std::string text;         ///< a sentence; empty when committed
};

/// Records and the progress of a consumer group, committed together or not at all. One thread at a time; each call
/// blocks, with a deadline.
class TransactionalProducer {
 public:
  /// rd_kafka_init_transactions: ends what an earlier producer with this transactional id has left open, and shuts it
  /// out. Error: a sentence.
  static Result<std::unique_ptr<TransactionalProducer>> open(const Config& config, const std::string& id,
                                                             Millis patience);
  ~TransactionalProducer();
  TransactionalProducer(const TransactionalProducer&) = delete;
  TransactionalProducer& operator=(const TransactionalProducer&) = delete;

  /// Produces these and commits `marks` for `topic` in `group` (rd_kafka_send_offsets_to_transaction, metadata
  /// included), all or nothing. Without records it is the commit alone.
  TransactionEnd run(const std::vector<std::unique_ptr<HeldRecord>>& records, const std::string& group,
                     const std::string& topic, const std::vector<OffsetMark>& marks);

 private:
  struct Client;
  TransactionalProducer(std::unique_ptr<Client> client, Millis patience);

  TransactionEnd produce(const std::vector<std::unique_ptr<HeldRecord>>& records);
  TransactionEnd finish(const std::string& group, const std::string& topic, const std::vector<OffsetMark>& marks);
  TransactionEnd abort(TransactionEnd end);

  std::unique_ptr<Client> client_;
  Millis patience_;
};

}  // namespace sluice
