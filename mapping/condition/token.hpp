// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sluice {

/// What a piece of a condition's text is. From `kw_and` on they are keywords, in any letter case.
enum class TokenKind : std::uint8_t {
  end,
  name,         ///< k1, site.line: a user property, or a function's name
  quoted_name,  ///< "odd name", with its quotes
  field,        ///< $qos, $topic[2:], $payload.a."b c"[0], with its `$`
  text,         ///< 'it''s', with its quotes
  number,       ///< -12, 1.5e3: what begins like one; whether it is one is not yet looked at
  comparison,   ///< = != <> < <= > >=
  open,
  close,
  comma,
  kw_and,
  kw_between,
  kw_case,
  kw_else,
  kw_end,
  kw_escape,
  kw_false,
  kw_in,
  kw_is,
  kw_like,
  kw_not,
  kw_null,
  kw_or,
  kw_then,
  kw_true,
  kw_when,
  kw_where,
};

struct ConditionToken {
  TokenKind kind = TokenKind::end;
  std::size_t offset = 0;  ///< byte of the condition at which it begins
  std::string_view text;   ///< as written; empty at the end
};

constexpr bool is_keyword(TokenKind kind) { return kind >= TokenKind::kw_and; }

/// Behind the closing quote of the one at `begin`, npos without one; a doubled quote closes nothing.
std::size_t find_quote_end(std::string_view text, std::size_t begin);

/// Behind the `]` of the `[` at `begin`, npos without one. In ["..."] a backslash takes the next character along.
std::size_t find_bracket_end(std::string_view text, std::size_t begin);

/// What stands between the quotes, doubled quotes as one: 'it''s' is it's. With `quote` at both ends.
std::string unquoted(std::string_view text);

/// A letter, a digit, `_`, `-`: what a name may contain without quotes, a dot aside.
bool is_word_character(char c);

/// A letter or `_`: what a name may begin with without quotes.
bool is_word_start(char c);

/// ASCII, whatever the locale.
char lower_case(char c);
char upper_case(char c);

}  // namespace sluice
