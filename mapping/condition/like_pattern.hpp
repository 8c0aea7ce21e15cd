// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace sluice {

/// The pattern of a LIKE: `%` is any text, `_` any one character (UTF-8), all else itself, letter case included.
class LikePattern {
 public:
  /// With an escape, `%`, `_` and the escape stand for themselves behind it. Nothing when it stands before anything
  /// else.
  static std::optional<LikePattern> parse(std::string_view pattern, std::optional<char> escape);

  /// Whether the whole text fits. Time grows with the text; at worst with text times pattern. Allocates nothing.
  bool matches(std::string_view text) const;

 private:
  enum class Kind : unsigned char { byte, one_character, any_text };
  struct Element {
    Kind kind;
    char byte = 0;
  };

  std::vector<Element> elements_;
};

}  // namespace sluice
