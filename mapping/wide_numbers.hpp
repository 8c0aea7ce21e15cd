// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mapping/value.hpp"

namespace sluice {

/// JSON allows numbers of any size; the parser refuses a whole document for one integer beyond 64 bits, or one number
/// beyond any double. Such a number is given to it as a string: a NUL, and its digits as they are.
///
/// The same JSON with those strings; nothing when it has no such number.
std::optional<std::string> hold_wide_numbers(std::string_view json);

/// The digits of such a string; nothing for another one.
std::optional<std::string_view> wide_number_digits(std::string_view text);

/// As a double; null when no double is so large.
Value wide_number_value(std::string_view digits);

}  // namespace sluice
