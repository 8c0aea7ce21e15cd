// SPDX-License-Identifier: Apache-2.0
#include "mapping/condition/token.hpp"

namespace sluice {

char lower_case(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

char upper_case(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool is_word_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

bool is_word_character(char c) { return is_word_start(c) || (c >= '0' && c <= '9') || c == '-'; }

std::size_t find_quote_end(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  for (std::size_t i = begin + 1; i < text.size(); ++i) {
    if (text[i] != quote) continue;
    if (i + 1 == text.size() || text[i + 1] != quote) return i + 1;
    ++i;
  }
  return std::string_view::npos;
}

std::size_t find_bracket_end(std::string_view text, std::size_t begin) {
  bool quotes = false;
  for (std::size_t i = begin + 1; i < text.size(); ++i) {
    if (quotes && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quotes = !quotes;
    } else if (text[i] == ']' && !quotes) {
      return i + 1;
    }
  }
  return std::string_view::npos;
}

std::string unquoted(std::string_view text) {
  const char quote = text.front();
  std::string out;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    out += text[i];
    if (text[i] == quote) ++i;
  }
  return out;
}

}  // namespace sluice
