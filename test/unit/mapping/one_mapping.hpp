// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <catch2/catch.hpp>

#include "mapping/mapper.hpp"

namespace sluice {

inline Mapper compiled(const MappingRules& rules) {
  auto mapper = Mapper::compile(rules);
  REQUIRE(mapper.has_value());
  return std::move(*mapper);
}

inline KafkaRecord record_of(Mapper& mapper, const MqttMessage& message) {
  const auto mapped = mapper.map(message);
  REQUIRE(std::holds_alternative<KafkaRecord>(mapped));
  return std::get<KafkaRecord>(mapped);
}

inline Rejection rejection_of(Mapper& mapper, const MqttMessage& message) {
  const auto mapped = mapper.map(message);
  REQUIRE(std::holds_alternative<Rejection>(mapped));
  return std::get<Rejection>(mapped);
}

/// The faults of rules as `key:offset: text`.
inline std::vector<std::string> faults_of(const MappingRules& rules) {
  const auto mapper = Mapper::compile(rules);
  std::vector<std::string> found;
  if (mapper) return found;
  for (const MappingFault& fault : mapper.error()) {
    found.push_back(fault.key + ':' + std::to_string(fault.offset) + ": " + fault.text);
    CHECK_FALSE(fault.hint.empty());
  }
  return found;
}

}  // namespace sluice
