// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>

#include <cstddef>
#include <string_view>

#include "delivery/sink.hpp"

namespace sluice {

/// Of the record that an error belongs to, what its text names.
struct RecordFacts {
  std::string_view topic;
  std::size_t value_bytes = 0;
};

/// The only place that decides what a Kafka error means for the acknowledgement. A code of the message's own fault is
/// Verdict::suspect in shared company, since a broker refuses whole batches, and Verdict::rejected when sent alone.
/// A code that is not in the table: Verdict::retry.
Outcome outcome_of(rd_kafka_resp_err_t error, Company company, RecordFacts record);

/// librdkafka's name of the code without prefix, e.g. `MSG_SIZE_TOO_LARGE`, `_TRANSPORT`; static storage.
std::string_view error_name(rd_kafka_resp_err_t error);

}  // namespace sluice
