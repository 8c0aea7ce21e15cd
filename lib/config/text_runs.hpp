// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace sluice {

/// A piece of a scalar's text that stands in the source letter by letter: from `offset` on, up to the next run.
struct TextRun {
  std::size_t offset = 0;  ///< in the text
  std::size_t source = 0;  ///< in the source

  friend bool operator==(const TextRun&, const TextRun&) = default;
};

/// Where the pieces of `text` stand, which YAML has read from the scalar at byte `at` of `source`: a block (`|`, `>`),
/// a text over several lines, one with doubled quotes or `\"`. Empty where other escapes or comments are in the way.
std::vector<TextRun> text_runs(std::string_view source, std::size_t at, std::string_view text);

}  // namespace sluice
