// SPDX-License-Identifier: Apache-2.0
#include "mapping/condition/like_pattern.hpp"

#include "mapping/condition/characters.hpp"

namespace sluice {

std::optional<LikePattern> LikePattern::parse(std::string_view pattern, std::optional<char> escape) {
  LikePattern result;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const char c = pattern[at];
    if (c == escape) {
      ++at;
      if (at == pattern.size() || (pattern[at] != '%' && pattern[at] != '_' && pattern[at] != escape))
        return std::nullopt;
      result.elements_.push_back({Kind::byte, pattern[at]});
    } else if (c == '%') {
      result.elements_.push_back({Kind::any_text});
    } else if (c == '_') {
      result.elements_.push_back({Kind::one_character});
    } else {
      result.elements_.push_back({Kind::byte, c});
    }
  }
  return result;
}

bool LikePattern::matches(std::string_view text) const {
  std::size_t at = 0;
  std::size_t element = 0;
  // Where to go on when what follows the last `%` does not fit: that `%` takes one character more.
  std::size_t retry_element = elements_.size() + 1;
  std::size_t retry_at = 0;
  while (at < text.size()) {
    if (element < elements_.size()) {
      const Element& now = elements_[element];
      if (now.kind == Kind::any_text) {
        retry_element = ++element;
        retry_at = at;
        if (element == elements_.size()) return true;
        continue;
      }
      if (now.kind == Kind::one_character || now.byte == text[at]) {
        at = now.kind == Kind::one_character ? character_end(text, at) : at + 1;
        ++element;
        continue;
      }
    }
    if (retry_element > elements_.size()) return false;
    element = retry_element;
    retry_at = character_end(text, retry_at);
    at = retry_at;
  }
  while (element < elements_.size() && elements_[element].kind == Kind::any_text) ++element;
  return element == elements_.size();
}

}  // namespace sluice
