// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice {

/// Milliseconds since 1970, UTC, of a text: a whole number of them, or ISO 8601 with date, time and zone, as in
/// `2023-11-14T22:13:20.5Z`, `2023-11-14 23:13+01:00`. From 1970, behind its first millisecond, up to the year 9999;
/// nothing for anything else, also without a zone.
std::optional<std::int64_t> parse_timestamp(std::string_view text);

}  // namespace sluice
