// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "common/messages.hpp"
#include "config/config.hpp"

namespace sluice::bench {

/// A record that owns its bytes.
struct Record {
  std::string key;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string value;
};

/// What sluice makes of the firehose's messages under `rules`, made beforehand: one record for each of 1,000 devices.
/// Throws std::runtime_error when the rules do not compile or take a message for something else than a record.
std::vector<Record> make_records(MessageShape shape, const MappingRules& rules);

}  // namespace sluice::bench
