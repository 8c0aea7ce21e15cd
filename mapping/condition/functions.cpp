// SPDX-License-Identifier: Apache-2.0
#include "mapping/condition/functions.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "mapping/condition/characters.hpp"
#include "mapping/condition/comparison.hpp"
#include "mapping/condition/token.hpp"

namespace sluice {

namespace {

constexpr std::size_t any_number = std::numeric_limits<std::size_t>::max();

constexpr std::array<FunctionRow, 5> table{{
    {"ABS", FunctionKind::absolute, 1, 1, "ABS($payload.drift)"},
    {"COALESCE", FunctionKind::coalesce, 2, any_number, "COALESCE(site, 'none')"},
    {"LENGTH", FunctionKind::length, 1, 1, "LENGTH(k1)"},
    {"LOWER", FunctionKind::lower, 1, 1, "LOWER(k1)"},
    {"UPPER", FunctionKind::upper, 1, 1, "UPPER(k1)"},
}};

Value absolute(const Value& value) {
  if (const auto* real = std::get_if<double>(&value)) return std::abs(*real);
  const auto* integer = std::get_if<std::int64_t>(&value);
  if (integer == nullptr) return Null();
  // Its positive counterpart is one too large for the type.
  if (*integer == std::numeric_limits<std::int64_t>::min()) return -static_cast<double>(*integer);
  return *integer < 0 ? -*integer : *integer;
}

Value transformed(std::string_view text, char (*change)(char), std::forward_list<std::string>& texts) {
  std::string& made = texts.emplace_front(text);
  std::transform(made.begin(), made.end(), made.begin(), change);
  return std::string_view(made);
}

}  // namespace

std::span<const FunctionRow> function_table() { return table; }

const FunctionRow* find_function(std::string_view name) {
  const auto same = [name](const FunctionRow& row) {
    return std::equal(name.begin(), name.end(), row.name.begin(), row.name.end(),
                      [](char ours, char theirs) { return upper_case(ours) == theirs; });
  };
  const auto* const found = std::find_if(table.begin(), table.end(), same);
  return found == table.end() ? nullptr : &*found;
}

Value call_function(FunctionKind function, const Value& argument, std::forward_list<std::string>& texts) {
  if (function == FunctionKind::absolute) return absolute(number_of(argument));
  const auto* text = std::get_if<std::string_view>(&argument);
  if (text == nullptr) return Null();
  if (function == FunctionKind::upper) return transformed(*text, upper_case, texts);
  if (function == FunctionKind::lower) return transformed(*text, lower_case, texts);
  if (function == FunctionKind::length) return static_cast<std::int64_t>(count_characters(*text));
  return Null();
}

}  // namespace sluice
