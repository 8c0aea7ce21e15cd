// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/config.hpp"

namespace sluice {

/// Both texts may be printed: they show names, never values.
struct PropertyFault {
  std::string text;
  std::string hint;
};

/// Why `kafka.properties` must not hold this librdkafka property, whatever its value; names both keys. Nothing when it
/// may.
std::optional<PropertyFault> check_kafka_property(std::string_view name);

/// Why it must not, given the sections `kafka.tls` and `kafka.sasl`: they set the same. Nothing when it may.
std::optional<PropertyFault> check_security_property(std::string_view name, const KafkaConfig& kafka);

/// The largest record that the producer takes, in bytes: `message.max.bytes`, or librdkafka's default of it.
std::uint64_t record_bytes_max(const KafkaConfig& kafka);

/// How large librdkafka's queue must be at the least.
struct QueueBound {
  std::uint64_t least = 0;
  std::string text;  ///< what would not fit into it otherwise
};

/// For properties of librdkafka's queue.
std::optional<QueueBound> least_queue_size(std::string_view name, const MqttConfig& mqtt, const KafkaConfig& kafka);

}  // namespace sluice
