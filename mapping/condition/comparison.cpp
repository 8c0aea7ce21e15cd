// SPDX-License-Identifier: Apache-2.0
#include "mapping/condition/comparison.hpp"

#include <algorithm>

#include "mapping/condition/numeral.hpp"
#include "mapping/condition/token.hpp"

namespace sluice {

namespace {

constexpr auto unordered = std::partial_ordering::unordered;
constexpr double two_to_63 = 9223372036854775808.0;

bool is_word(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char ours, char theirs) { return lower_case(ours) == theirs; });
}

/// Exact: a conversion of the integer to double would make neighbours above 2^53 equal.
std::partial_ordering order_of(std::int64_t left, double right) {
  if (right >= two_to_63) return std::partial_ordering::less;
  if (right < -two_to_63) return std::partial_ordering::greater;
  const auto whole = static_cast<std::int64_t>(right);
  if (left != whole) return left <=> whole;
  // The doubles with a fraction lie below 2^53, where `whole` is exact.
  return static_cast<double>(whole) <=> right;
}

std::partial_ordering reversed(std::partial_ordering order) {
  if (std::is_lt(order)) return std::partial_ordering::greater;
  return std::is_gt(order) ? std::partial_ordering::less : order;
}

/// Of numbers; unordered when one is none.
std::partial_ordering order_of_numbers(const Value& left, const Value& right) {
  const auto* left_integer = std::get_if<std::int64_t>(&left);
  const auto* right_integer = std::get_if<std::int64_t>(&right);
  if (left_integer != nullptr && right_integer != nullptr) return *left_integer <=> *right_integer;
  const auto* left_double = std::get_if<double>(&left);
  const auto* right_double = std::get_if<double>(&right);
  if (left_double != nullptr && right_double != nullptr) return *left_double <=> *right_double;
  if (left_integer != nullptr && right_double != nullptr) return order_of(*left_integer, *right_double);
  if (left_double != nullptr && right_integer != nullptr) return reversed(order_of(*right_integer, *left_double));
  return unordered;
}

std::partial_ordering order_of_flags(Truth left, Truth right) {
  if (!left || !right) return unordered;
  return static_cast<int>(*left) <=> static_cast<int>(*right);
}

}  // namespace

Truth truth_of(const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    if (is_word(*text, "true")) return true;
    if (is_word(*text, "false")) return false;
  }
  return std::nullopt;
}

Value number_of(const Value& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) return read_numeral(*text);
  return std::holds_alternative<bool>(value) ? Null() : value;
}

std::partial_ordering order_of(const Value& left, const Value& right) {
  const auto* left_text = std::get_if<std::string_view>(&left);
  const auto* right_text = std::get_if<std::string_view>(&right);
  if (left_text != nullptr && right_text != nullptr) return *left_text <=> *right_text;
  const bool left_is_flag = std::holds_alternative<bool>(left);
  const bool right_is_flag = std::holds_alternative<bool>(right);
  if (left_is_flag || right_is_flag) return order_of_flags(truth_of(left), truth_of(right));
  if (left_text != nullptr) return order_of_numbers(read_numeral(*left_text), right);
  if (right_text != nullptr) return order_of_numbers(left, read_numeral(*right_text));
  return order_of_numbers(left, right);
}

Truth holds(ComparisonKind comparison, std::partial_ordering order) {
  if (order == unordered) return std::nullopt;
  switch (comparison) {
    case ComparisonKind::equal: return std::is_eq(order);
    case ComparisonKind::unequal: return std::is_neq(order);
    case ComparisonKind::less: return std::is_lt(order);
    case ComparisonKind::less_or_equal: return std::is_lteq(order);
    case ComparisonKind::greater: return std::is_gt(order);
    case ComparisonKind::greater_or_equal: return std::is_gteq(order);
  }
  return std::nullopt;
}

}  // namespace sluice
