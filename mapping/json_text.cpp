// SPDX-License-Identifier: Apache-2.0
#include "mapping/json_text.hpp"

#include <algorithm>

#include "mapping/utf8.hpp"

namespace sluice {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// The first byte that is not part of UTF-8; the text's size when there is none.
std::size_t find_foreign_byte(std::string_view text) {
  std::size_t begin = 0;
  while (const auto bad = find_bad_utf8(text.substr(begin))) {
    begin += *bad;
    // The MQTT rule stops at NUL as well.
    if (text[begin] != '\0') return begin;
    ++begin;
  }
  return text.size();
}

bool is_plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

void append_escaped(std::string& out, char c) {
  static constexpr std::string_view digits = "0123456789abcdef";
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
  }
  out += "\\u00";
  out += digits[static_cast<unsigned char>(c) >> 4U];
  out += digits[static_cast<unsigned char>(c) & 0xFU];
}

/// UTF-8 in, what stands between a JSON string's quotes out.
void append_characters(std::string& out, std::string_view text) {
  for (const auto* at = text.begin(); at != text.end();) {
    const auto* const special = std::find_if_not(at, text.end(), is_plain);
    out.append(at, special);
    if (special == text.end()) return;
    append_escaped(out, *special);
    at = special + 1;
  }
}

}  // namespace

bool is_utf8(std::string_view text) { return find_foreign_byte(text) == text.size(); }

bool is_json_number(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto take_one_of = [&text](std::string_view characters) {
    const bool is_there = !text.empty() && characters.find(text.front()) != std::string_view::npos;
    if (is_there) text.remove_prefix(1);
    return is_there;
  };
  const auto take_digits = [&text, is_digit] {
    const auto* const end = std::find_if_not(text.begin(), text.end(), is_digit);
    const auto count = static_cast<std::size_t>(end - text.begin());
    text.remove_prefix(count);
    return count > 0;
  };
  take_one_of("-");
  if (!take_one_of("0") && !take_digits()) return false;
  if (take_one_of(".") && !take_digits()) return false;
  if (take_one_of("eE")) {
    take_one_of("+-");
    if (!take_digits()) return false;
  }
  return text.empty();
}

std::string_view trim_json(std::string_view text) {
  constexpr std::string_view spaces = " \t\n\r";
  const std::size_t begin = std::min(text.find_first_not_of(spaces), text.size());
  return text.substr(begin, text.find_last_not_of(spaces) + 1 - begin);
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (;;) {
    const std::size_t sound = find_foreign_byte(text);
    append_characters(out, text.substr(0, sound));
    if (sound == text.size()) break;
    out += replacement;
    text.remove_prefix(sound + 1);
  }
  out += '"';
}

}  // namespace sluice
