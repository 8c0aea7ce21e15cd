// SPDX-License-Identifier: Apache-2.0
#include "mapping/condition/numeral.hpp"

#include <charconv>

namespace sluice {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Whether the text is spelt as a number; from_chars would take `inf`, `nan` and a number's beginning.
struct Shape {
  bool number = false;
  bool whole = false;  ///< digits only, behind the sign
};

Shape shape_of(std::string_view text) {
  std::size_t at = 0;
  const auto skip_digits = [&] {
    const std::size_t begin = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at - begin;
  };
  const auto skip_sign = [&] {
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  };
  skip_sign();
  std::size_t digits = skip_digits();
  bool whole = true;
  if (at < text.size() && text[at] == '.') {
    ++at;
    digits += skip_digits();
    whole = false;
  }
  if (digits == 0) return {};
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    skip_sign();
    if (skip_digits() == 0) return {};
    whole = false;
  }
  return {at == text.size(), whole};
}

template <class Number>
Value converted(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return Null();
  return number;
}

}  // namespace

bool is_numeral(std::string_view text) { return shape_of(text).number; }

Value read_numeral(std::string_view text) {
  const Shape shape = shape_of(text);
  if (!shape.number) return Null();
  if (text.front() == '+') text.remove_prefix(1);  // from_chars takes none
  if (shape.whole) {
    const Value integer = converted<std::int64_t>(text);
    if (!std::holds_alternative<Null>(integer)) return integer;
  }
  return converted<double>(text);
}

}  // namespace sluice
