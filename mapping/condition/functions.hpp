// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <forward_list>
#include <span>
#include <string>
#include <string_view>

#include "mapping/condition/syntax_tree.hpp"
#include "mapping/value.hpp"

namespace sluice {

struct FunctionRow {
  std::string_view name;
  FunctionKind kind;
  std::size_t arguments_min;
  std::size_t arguments_max;
  std::string_view example;
};

std::span<const FunctionRow> function_table();

/// The row of that name, letter case aside, or null.
const FunctionRow* find_function(std::string_view name);

/// A function of one argument. UPPER and LOWER (ASCII letters) and LENGTH (characters) of what is no text, and ABS of
/// what is no number, are NULL. A text that the function makes is put into `texts`.
Value call_function(FunctionKind function, const Value& argument, std::forward_list<std::string>& texts);

}  // namespace sluice
