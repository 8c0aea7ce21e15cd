// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "mapping/fault.hpp"
#include "mapping/template.hpp"

namespace sluice {

/// The compiled `timestamp`: the time of a record.
class TimestampRule {
 public:
  /// Faults are appended under `timestamp`; with faults the result must not be used.
  static TimestampRule compile(std::string_view text, const MappingRules& rules, std::vector<MappingFault>& faults);

  /// Milliseconds since 1970, UTC. A message that does not have the time, or none that can be read, has the time at
  /// which it was received: a wrong clock at the publisher shall cost no message.
  std::int64_t of(Reading& reading) { return template_ ? render(reading) : reading.message().received_ms; }

 private:
  std::int64_t render(Reading& reading);

  std::optional<Template> template_;  ///< none: `received`
  RenderBuffer buffer_;
};

}  // namespace sluice
