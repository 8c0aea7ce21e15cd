// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "mapping/kafka_record.hpp"

namespace sluice {

/// Headers as `name=value`, easy to compare and to read in a failure.
inline std::vector<std::string> lines(std::span<const RecordHeader> headers) {
  std::vector<std::string> all;
  for (const auto& [name, value] : headers) all.push_back(std::string(name) + '=' + std::string(value));
  return all;
}

}  // namespace sluice
