// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "core/result.hpp"
#include "dead_letters/choice.hpp"

namespace sluice {

/// How a scan ended.
enum class ScanEnd {
  done,
  stopped  ///< `is_stopped` said so
};

/// Reads what these spans of the dead-letter topic hold and calls `take` for each record, chosen or not, in the order
/// of the offsets within a partition. `is_stopped` is asked often.
Result<ScanEnd> scan(TopicReader& reader, const std::vector<TopicSpan>& spans, const std::string& system_prefix,
                     const std::function<bool()>& is_stopped, const std::function<void(const DeadLetter&)>& take);

}  // namespace sluice
