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

/// For properties of librdkafka's queue: the least value with which the window fits into it.
std::optional<std::uint64_t> least_queue_size(std::string_view name, const MqttConfig& mqtt);

}  // namespace sluice
