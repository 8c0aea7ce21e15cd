// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "config/config.hpp"
#include "delivery/sink.hpp"
#include "kafka/dead_letter.hpp"
#include "mapping/mapper.hpp"

namespace sluice {

/// Makes the dead letters of one connection, out of whatever there is of a message. Closed without
/// `dead_letters.topic`: then it keeps nothing. Belongs to the connection's thread.
class DeadLetterOffice {
 public:
  /// `connection`: its number from 0, for the client id.
  DeadLetterOffice(const Config& config, std::uint32_t connection);

  bool is_open() const { return !graveyard_.topic.empty(); }
  /// What the producer takes as one record.
  std::size_t record_bytes_max() const { return graveyard_.bytes_max; }
  const std::string& topic() const { return graveyard_.topic; }

  /// A submission that is refused for good, with what its dead letter needs: the record,
  Submission refuse(const KafkaRecord& record, Rejection rejection, std::uint32_t attempts) const;
  /// or the message when there is none: it goes by the default mapping.
  Submission refuse(const MqttMessage& message, Rejection rejection);
  /// The template's topic is that of the dead letters: a publisher that chooses it must not be able to write some of
  /// his own making.
  Submission refuse_own_topic(const MqttMessage& message);

  std::unique_ptr<ReturnedRecord> make(std::unique_ptr<ReturnedRecord> refused, const Refusal& refusal) const;
  std::unique_ptr<ReturnedRecord> make(const MqttMessage& head, const Digest& payload, const Refusal& refusal);

 private:
  std::unique_ptr<HeldRecord> keep(const KafkaRecord& record) const;
  std::unique_ptr<HeldRecord> map_plainly(const MqttMessage& message);

  Graveyard graveyard_;
  std::optional<Mapper> plain_mapper_;
};

}  // namespace sluice
