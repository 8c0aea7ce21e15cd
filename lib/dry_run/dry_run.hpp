// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "dry_run/message_file.hpp"
#include "mapping/mapper.hpp"
#include "mapping/rules.hpp"

namespace sluice {

/// What becomes of one message. Views of a record stand until the next call, and as long as the message does.
struct DryResult {
  Mapped mapped;
  std::optional<std::size_t> route;  ///< which of `mapping.routes` took the message; none: the mapping's own keys did
};

/// A mapping without broker and Kafka.
class DryRun {
 public:
  /// `rules` are those of a configuration without errors; throws where they cannot be compiled.
  explicit DryRun(const MappingRules& rules);

  DryResult run(const WrittenMessage& message);

 private:
  Mapper mapper_;
  std::vector<UserProperty> properties_;
};

}  // namespace sluice
