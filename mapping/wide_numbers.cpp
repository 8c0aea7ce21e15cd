// SPDX-License-Identifier: Apache-2.0
#include "mapping/wide_numbers.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "mapping/json_text.hpp"

namespace sluice {

namespace {

constexpr std::string_view spaces = " \t\n\r";
constexpr std::string_view number_characters = "0123456789+-.eE";

template <class Number>
bool fits(std::string_view text) {
  Number number{};
  return std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc();
}

bool is_wide(std::string_view text) {
  if (!is_json_number(text)) return false;
  if (text.find_first_of(".eE") == std::string_view::npos) {
    return !fits<std::int64_t>(text) && !fits<std::uint64_t>(text);
  }
  // Too small a number is 0 to the parser.
  const std::size_t exponent = std::min(text.find_first_of("eE"), text.size());
  return text.substr(exponent).find('-') == std::string_view::npos && !fits<double>(text);
}

/// Behind the string that begins at `at`.
std::size_t string_end(std::string_view json, std::size_t at) {
  for (++at; at < json.size() && json[at] != '"'; ++at) {
    if (json[at] == '\\') ++at;
  }
  return std::min(at + 1, json.size());
}

bool is_name(std::string_view json, std::size_t end) {
  const std::size_t next = json.find_first_not_of(spaces, end);
  return next != std::string_view::npos && json[next] == ':';
}

}  // namespace

std::optional<std::string> hold_wide_numbers(std::string_view json) {
  std::optional<std::string> held;
  std::size_t copied = 0;
  for (std::size_t at = 0; at < json.size();) {
    const char c = json[at];
    if (c == '"') {
      at = string_end(json, at);
      continue;
    }
    if (c != '-' && (c < '0' || c > '9')) {
      ++at;
      continue;
    }
    const std::size_t end = std::min(json.find_first_not_of(number_characters, at), json.size());
    const std::string_view text = json.substr(at, end - at);
    // A number where a name has to stand is no JSON and must not become it.
    if (is_wide(text) && !is_name(json, end)) {
      if (!held) held.emplace();
      held->append(json, copied, at - copied).append("\"\\u0000").append(text).append("\"");
      copied = end;
    }
    at = end;
  }
  if (held) held->append(json, copied);
  return held;
}

std::optional<std::string_view> wide_number_digits(std::string_view text) {
  if (!text.starts_with('\0') || !is_json_number(text.substr(1))) return std::nullopt;
  return text.substr(1);
}

Value wide_number_value(std::string_view digits) {
  double number = 0;
  const auto error = std::from_chars(digits.data(), digits.data() + digits.size(), number).ec;
  return error == std::errc() ? Value(number) : Null();
}

}  // namespace sluice
