// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice {

/// A text by lines. A view: the text must outlive it.
class SourceText {
 public:
  explicit SourceText(std::string_view text);

  std::size_t line_count() const { return begins_.size(); }
  /// Line `number`, 1-based, without its line end; empty beyond the last one.
  std::string_view line(std::size_t number) const;
  /// Line and column, both 1-based, of a byte.
  std::pair<std::size_t, std::size_t> position(std::size_t offset) const;

 private:
  std::string_view text_;
  std::vector<std::size_t> begins_;
};

/// At most 60 bytes of it, cut between characters, `...` behind what was cut; control characters as `?`.
std::string clipped(std::string_view text);

}  // namespace sluice
