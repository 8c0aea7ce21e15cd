// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace sluice {

/// Reads a whole number and its unit, one of ms, s, m, h, d: `30s`, `24h`. The text of a failure ends a sentence that
/// begins with the key and the value: "has no unit: ...".
Result<std::chrono::milliseconds> parse_duration(std::string_view text);

/// The largest unit that holds the duration exactly: 90'000 ms is `90s`, 3'600'000 ms is `1h`.
std::string format_duration(std::chrono::milliseconds duration);

}  // namespace sluice
