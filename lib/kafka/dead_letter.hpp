// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/sha256.hpp"
#include "delivery/sink.hpp"
#include "kafka/held_record.hpp"

namespace sluice {

/// Where dead letters go and whose they are.
struct Graveyard {
  std::string topic;
  std::string client_id;            ///< of this connection
  std::size_t bytes_max = 1000000;  ///< what the producer takes as one record (`message.max.bytes`)
};

/// Turns a record into its dead letter: value, key and headers stay, and in front of them comes what happened:
///
///     sluice.error      name of the error: MSG_SIZE_TOO_LARGE
///     sluice.reason     a sentence with the remedy
///     sluice.stage      where on its way: decode, mapping, kafka
///     sluice.topic      where it should have gone; absent when unknown
///     sluice.attempts   how often Kafka was asked to take it
///     sluice.time       when it was refused: 2026-01-31T23:59:59.123Z
///     sluice.client_id  of the connection that received it
///
/// A header that already has such a name is carried as `user.` + name: nobody else can write one. The record's time
/// becomes the moment of producing, so that retention counts from the refusal. What the producer would not take is
/// shortened at once (see `shorten`). `payload`: of the whole, when `content.value` is only its beginning; else
/// `content.whole_value`.
void make_dead_letter(RecordContent& content, const Graveyard& graveyard, const Refusal& refusal, std::int64_t time_ms,
                      const std::optional<Digest>& payload = std::nullopt);

/// Makes a dead letter smaller, one step a call: first a stub, which holds the first KiB of the value and says
///
///     sluice.truncated       true: of value, key or headers something is missing
///     sluice.payload_size    bytes of the whole value
///     sluice.payload_sha256  of the whole value, 64 hexadecimal digits
///
/// then, step by step, without the headers and the key that are too large for what is left; at last nothing but the
/// headers above, with a shorter reason. False: it is as small as it can be.
bool shorten(RecordContent& content);

/// An upper bound of what a record takes.
std::size_t size_bound(const RecordContent& content);

/// Whether headers are the trouble with a record: so many, and more than `bytes_max`, that a copy of each would take
/// many times their bytes, in librdkafka and here. Costs nothing for a record of few.
bool has_too_many_headers(const KafkaRecord& record, std::size_t bytes_max);

/// What a dead letter is made of: the record; of one that has too many headers the beginning, as a stub has it.
RecordContent content_to_bury(const KafkaRecord& record, std::size_t bytes_max);

}  // namespace sluice
