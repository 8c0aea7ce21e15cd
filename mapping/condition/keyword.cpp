// SPDX-License-Identifier: Apache-2.0
#include "mapping/condition/keyword.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "mapping/nearest.hpp"

namespace sluice {

namespace {

struct Keyword {
  std::string_view word;
  TokenKind kind;
};

constexpr std::array keywords{
    Keyword{"AND", TokenKind::kw_and},     Keyword{"BETWEEN", TokenKind::kw_between},
    Keyword{"CASE", TokenKind::kw_case},   Keyword{"ELSE", TokenKind::kw_else},
    Keyword{"END", TokenKind::kw_end},     Keyword{"ESCAPE", TokenKind::kw_escape},
    Keyword{"IN", TokenKind::kw_in},       Keyword{"FALSE", TokenKind::kw_false},
    Keyword{"IS", TokenKind::kw_is},       Keyword{"LIKE", TokenKind::kw_like},
    Keyword{"NOT", TokenKind::kw_not},     Keyword{"NULL", TokenKind::kw_null},
    Keyword{"OR", TokenKind::kw_or},       Keyword{"THEN", TokenKind::kw_then},
    Keyword{"TRUE", TokenKind::kw_true},   Keyword{"WHEN", TokenKind::kw_when},
    Keyword{"WHERE", TokenKind::kw_where},
};

}  // namespace

std::optional<TokenKind> find_keyword(std::string_view word) {
  const auto same = [word](const Keyword& keyword) {
    return std::equal(word.begin(), word.end(), keyword.word.begin(), keyword.word.end(),
                      [](char ours, char theirs) { return upper_case(ours) == theirs; });
  };
  const auto* const found = std::find_if(keywords.begin(), keywords.end(), same);
  if (found == keywords.end()) return std::nullopt;
  return found->kind;
}

std::string_view nearest_keyword(std::string_view word) {
  // One letter is near to every keyword of two.
  if (word.size() < 2) return {};
  std::vector<std::string_view> words;
  words.reserve(keywords.size());
  for (const Keyword& keyword : keywords) words.push_back(keyword.word);
  return nearest(word, words);
}

}  // namespace sluice
