// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace sluice {

/// Reads a whole number and its unit, one of B, KiB, MiB, GiB (powers of 1024), kB, MB, GB (powers of 1000), as bytes.
/// The text of a failure ends a sentence that begins with the key and the value: "has no unit: ...".
Result<std::uint64_t> parse_size(std::string_view text);

/// The largest power of 1024 that holds the size exactly: 67108864 is `64MiB`, 1000 is `1000B`.
std::string format_size(std::uint64_t bytes);

}  // namespace sluice
