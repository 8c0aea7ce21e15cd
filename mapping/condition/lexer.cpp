// SPDX-License-Identifier: Apache-2.0
#include "mapping/condition/lexer.hpp"

#include <algorithm>
#include <array>

#include "mapping/condition/keyword.hpp"
#include "mapping/quote.hpp"

namespace sluice {

namespace {

using Lexed = tl::expected<ConditionToken, TextFault>;

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Symbol {
  std::string_view text;
  TokenKind kind;
};

// Longer ones first.
constexpr std::array symbols{
    Symbol{"!=", TokenKind::comparison}, Symbol{"<>", TokenKind::comparison}, Symbol{"<=", TokenKind::comparison},
    Symbol{">=", TokenKind::comparison}, Symbol{"=", TokenKind::comparison},  Symbol{"<", TokenKind::comparison},
    Symbol{">", TokenKind::comparison},  Symbol{"(", TokenKind::open},        Symbol{")", TokenKind::close},
    Symbol{",", TokenKind::comma},
};

struct Slip {
  std::string_view text;
  std::string_view hint;
};

constexpr std::string_view no_arithmetic = "there is no arithmetic";
constexpr std::string_view no_arithmetic_nor_sign = "a sign stands directly before its number; there is no arithmetic";
constexpr std::string_view no_comments = "a condition has no comments; YAML's begin with #";
constexpr std::string_view quoted_name_hint = R"(close it with "; a double quote inside a name is written "")";
constexpr std::string_view single_quotes = "write single quotes: 'v1'";
constexpr std::string_view odd_names = "a name with other than letters, digits, _ - . stands in double quotes";

// What other languages write. Longer ones first.
constexpr std::array slips{
    Slip{"==", "write ="},
    Slip{"=<", "write <="},
    Slip{"=>", "write >="},
    Slip{"=~", "write LIKE"},
    Slip{"&&", "write AND"},
    Slip{"||", "write OR"},
    Slip{"--", no_comments},
    Slip{"/*", no_comments},
    Slip{"&", "write AND"},
    Slip{"|", "write OR"},
    Slip{"!", "write NOT, or != for unequal"},
    Slip{"~", "write LIKE"},
    Slip{"`", "write double quotes around a name, single quotes around a text"},
    Slip{"\xE2\x80\x98", single_quotes},  // typographic quotes
    Slip{"\xE2\x80\x99", single_quotes},
    Slip{"\xE2\x80\x9C", single_quotes},
    Slip{"\xE2\x80\x9D", single_quotes},
    Slip{"+", no_arithmetic_nor_sign},
    Slip{"-", no_arithmetic_nor_sign},
    Slip{"*", no_arithmetic},
    Slip{"/", no_arithmetic},
    Slip{"%", no_arithmetic},
    Slip{";", "remove it"},
    Slip{"{", "write $topic for a field, without braces"},
    Slip{"[", "a list stands in parentheses: IN ('a', 'b')"},
};

/// The UTF-8 character at the front, so that no half of one is shown.
std::string_view first_character(std::string_view text) {
  std::size_t size = 1;
  while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) ++size;
  return text.substr(0, size);
}

}  // namespace

ConditionToken ConditionLexer::take(TokenKind kind, std::size_t end) {
  const ConditionToken token{kind, at_, text_.substr(at_, end - at_)};
  at_ = end;
  return token;
}

ConditionToken ConditionLexer::word() {
  std::size_t end = at_;
  const auto goes_on = [this](std::size_t i) {
    if (i >= text_.size()) return false;
    return is_word_character(text_[i]) || (text_[i] == '.' && i + 1 < text_.size() && is_word_character(text_[i + 1]));
  };
  while (goes_on(end)) ++end;
  return take(find_keyword(text_.substr(at_, end - at_)).value_or(TokenKind::name), end);
}

ConditionToken ConditionLexer::number() {
  std::size_t end = at_ + 1;
  for (; end < text_.size(); ++end) {
    const char c = text_[end];
    const bool exponent_sign = c == '+' && lower_case(text_[end - 1]) == 'e';
    if (!is_word_character(c) && c != '.' && !exponent_sign) break;
  }
  return take(TokenKind::number, end);
}

Lexed ConditionLexer::quoted_text() {
  const std::size_t end = find_quote_end(text_, at_);
  if (end != std::string_view::npos) return take(TokenKind::text, end);
  return tl::unexpected(
      TextFault{at_, "a text has no closing quote", "close it with '; a quote inside a text is written ''"});
}

Lexed ConditionLexer::quoted_name() {
  const std::size_t end = find_quote_end(text_, at_);
  if (end != std::string_view::npos) return take(TokenKind::quoted_name, end);
  return tl::unexpected(TextFault{at_, "a quoted name has no closing quote", std::string(quoted_name_hint)});
}

Lexed ConditionLexer::field() {
  std::size_t end = at_ + 1;
  const auto skip_word = [this, &end] {
    while (end < text_.size() && is_word_character(text_[end])) ++end;
  };
  skip_word();
  if (text_.substr(at_, 2) == "${") {
    return tl::unexpected(TextFault{at_, "`${` begins a field in templates only", "write $topic, without braces"});
  }
  while (end < text_.size() && (text_[end] == '.' || text_[end] == '[')) {
    const std::size_t step = end;
    if (text_[step] == '[') {
      end = find_bracket_end(text_, step);
      if (end == std::string_view::npos) {
        return tl::unexpected(TextFault{step, "[ has no closing ]", "close it: $topic[2], $payload.list[0]"});
      }
      continue;
    }
    ++end;
    if (end == text_.size() || text_[end] != '"') {
      skip_word();
      continue;
    }
    const std::size_t quote = end;
    end = find_quote_end(text_, quote);
    if (end == std::string_view::npos) {
      return tl::unexpected(TextFault{quote, "a quoted name has no closing quote", std::string(quoted_name_hint)});
    }
  }
  return take(TokenKind::field, end);
}

Lexed ConditionLexer::symbol() {
  const std::string_view rest = text_.substr(at_);
  const auto begins = [rest](const auto& row) { return rest.starts_with(row.text); };
  const auto* const slip = std::find_if(slips.begin(), slips.end(), begins);
  const auto* const symbol = std::find_if(symbols.begin(), symbols.end(), begins);
  const bool known = symbol != symbols.end();
  // The longer one counts: `==` is a slip though `=` is none, `!=` is none though `!` is a slip.
  if (slip != slips.end() && (!known || slip->text.size() > symbol->text.size())) {
    return tl::unexpected(TextFault{at_, quoted(slip->text) + " is not known to a condition", std::string(slip->hint)});
  }
  if (known) return take(symbol->kind, at_ + symbol->text.size());
  return tl::unexpected(
      TextFault{at_, quoted(first_character(rest)) + " is not known to a condition", std::string(odd_names)});
}

Lexed ConditionLexer::next() {
  while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  if (at_ == text_.size()) return ConditionToken{TokenKind::end, at_, {}};
  const char c = text_[at_];
  const auto digit_at = [this](std::size_t i) { return i < text_.size() && is_digit(text_[i]); };
  const auto number_at = [&](std::size_t i) {
    return digit_at(i) || (i < text_.size() && text_[i] == '.' && digit_at(i + 1));
  };
  if (c == '\'') return quoted_text();
  if (c == '"') return quoted_name();
  if (c == '$') return field();
  if (is_word_start(c)) return word();
  if (number_at(at_) || ((c == '-' || c == '+') && number_at(at_ + 1))) return number();
  return symbol();
}

}  // namespace sluice
