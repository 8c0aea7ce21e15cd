// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <string_view>
#include <type_traits>

namespace sluice {

/// Where a number's text stands; any 64-bit integer and any double of `number_text` fit.
using NumberText = std::array<char, 32>;

/// In decimal.
template <std::integral Number>
std::string_view number_text(Number value, NumberText& text) {
  // QoS, flags, small counts: most numbers of a message.
  if (static_cast<std::make_unsigned_t<Number>>(value) <= 9) {
    text.front() = static_cast<char>('0' + value);
    return {text.data(), 1};
  }
  const auto* const end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), static_cast<std::size_t>(end - text.data())};
}

/// The fewest digits that give the same double again: plain (`0.000001`, `100000`) from 1e-6 to below 1e21, else with
/// an exponent, as JSON writers do.
inline std::string_view number_text(double value, NumberText& text) {
  constexpr double plain_min = 1e-6;
  constexpr double plain_end = 1e15;
  const double size = std::fabs(value);
  const bool is_plain = size == 0 || (size >= plain_min && size < plain_end);
  const auto format = is_plain ? std::chars_format::fixed : std::chars_format::scientific;
  const auto* const end = std::to_chars(text.data(), text.data() + text.size(), value, format).ptr;
  return {text.data(), static_cast<std::size_t>(end - text.data())};
}

}  // namespace sluice
