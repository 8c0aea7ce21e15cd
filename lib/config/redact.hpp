// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/document.hpp"
#include "config/source_text.hpp"

namespace sluice {

/// Every value below a secret key, in any depth of the tree: what no text may show.
std::vector<std::string> secret_values(const Node& root);

/// `user:password@` in front of a host becomes `***@`; `values` become `***`.
std::string redact_text(std::string_view text, const std::vector<std::string>& values);

/// Quotes source lines without their secrets. It goes by the text alone, since a text that cannot be parsed may hold
/// secrets as well, and hides rather too much.
class LineQuoter {
 public:
  /// `text` must outlive it.
  LineQuoter(std::string_view text, std::vector<std::string> values);

  struct Quote {
    std::string text;
    std::size_t caret = 0;  ///< the 1-based byte of `text` that stands for the column asked for
  };
  Quote quote(std::size_t line, std::size_t column) const;

 private:
  SourceText source_;
  std::vector<std::string> values_;
  std::vector<bool> is_hidden_;  ///< by line: it continues a secret that began above
};

}  // namespace sluice
