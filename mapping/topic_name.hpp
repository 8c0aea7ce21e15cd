// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "mapping/fault.hpp"

namespace sluice {

/// One of `a-z A-Z 0-9 . _ -`.
bool is_kafka_topic_character(char c);

/// Whether `check_kafka_topic` has nothing to say; allocates nothing.
bool is_kafka_topic(std::string_view topic);

/// Checks the name of a Kafka topic: 1 to 249 of `a-z A-Z 0-9 . _ -`, not `.` or `..`
/// (Kafka: org.apache.kafka.common.internals.Topic).
std::optional<TextFault> check_kafka_topic(std::string_view topic);

}  // namespace sluice
