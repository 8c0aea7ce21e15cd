// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>

#include <cstddef>
#include <string_view>

#include "delivery/sink.hpp"

namespace sluice {

/// Which key of the configuration names a topic.
enum class TopicOrigin { mapping, dead_letters };

/// Of the record that an error belongs to, what its text names.
struct RecordFacts {
  std::string_view topic;
  std::size_t value_bytes = 0;
  TopicOrigin origin = TopicOrigin::mapping;
};

/// `dead_letter_topic` may be empty: there is none.
inline RecordFacts facts_of(std::string_view topic, std::size_t value_bytes, std::string_view dead_letter_topic) {
  return {topic, value_bytes, topic == dead_letter_topic ? TopicOrigin::dead_letters : TopicOrigin::mapping};
}

/// The only place that decides what a Kafka error means for the acknowledgement. A code of the message's own fault is
/// Verdict::suspect in shared company, since a broker refuses whole batches, and Verdict::rejected when sent alone.
/// A code that is not in the table: Verdict::retry.
Outcome outcome_of(rd_kafka_resp_err_t error, Company company, RecordFacts record);

/// A record that librdkafka calls delivered without an offset: Verdict::retry. It concludes so when a later record of
/// the partition is (its log: IMPLICITACK), or from DUPLICATE_SEQUENCE_NUMBER, and is wrong where Kafka has no state of
/// this producer yet: a first batch refused while the leader is being made, a second one taken, and the first is lost.
Outcome unconfirmed(RecordFacts record);

/// Whether the name of an error means that a smaller record might be taken.
bool is_too_large(std::string_view error_name);

/// librdkafka's name of the code without prefix, e.g. `MSG_SIZE_TOO_LARGE`, `_TRANSPORT`; static storage.
std::string_view error_name(rd_kafka_resp_err_t error);

}  // namespace sluice
