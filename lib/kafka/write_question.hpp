// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "config/config.hpp"
#include "core/clock.hpp"
#include "core/result.hpp"
#include "kafka/cluster_query.hpp"

namespace sluice {

/// Whether this principal may write to a topic, found out without writing: a Produce request whose `acks` is 2. Kafka
/// looks first at the right (TOPIC_AUTHORIZATION_FAILED), then at the number, of which only -1, 0 and 1 are legal, and
/// refuses it before anything is written (INVALID_REQUIRED_ACKS; kafka.server.KafkaApis.handleProduceRequest,
/// ReplicaManager.appendRecords). No request says it in so many words: librdkafka 2.0 does not ask for a topic's
/// authorized operations.
///
/// A server that takes such a record all the same (none is known but librdkafka's mock cluster) has then a record with
/// the key `sluice-probe` and no value.
class WriteQuestion {
 public:
  enum class Answer {
    may_write,
    has_written  ///< not refused: the record is in the topic
  };

  /// Connects nowhere yet. Error: settings that librdkafka refuses.
  static Result<std::unique_ptr<WriteQuestion>> create(const Config& config);
  ~WriteQuestion();
  WriteQuestion(const WriteQuestion&) = delete;
  WriteQuestion& operator=(const WriteQuestion&) = delete;

  /// The topic must exist: a producer's question would make it where the brokers create topics by themselves. Blocks
  /// for `timeout` at the most.
  Result<Answer, KafkaFault> ask(const std::string& topic, Millis timeout);

 private:
  struct Handle;
  WriteQuestion(const Config& config, std::unique_ptr<Handle> handle);

  const Config config_;
  std::unique_ptr<Handle> handle_;
};

/// Whether an idempotent producer, as every task has, gets its producer id (InitProducerId: IDEMPOTENT_WRITE on the
/// cluster, since Kafka 2.8 WRITE on any topic is enough). Blocks for `timeout` at the most.
Result<void, KafkaFault> ask_producer_id(const Config& config, Millis timeout);

}  // namespace sluice
