// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "config/diagnostic.hpp"

namespace sluice {

/// Where something stands: source 0 is the file, source n the n-th override. Line and column are 1-based, in bytes;
/// line 0 is the source as a whole.
struct Place {
  std::size_t source = 0;
  std::size_t line = 0;
  std::size_t column = 0;

  friend auto operator<=>(const Place&, const Place&) = default;
};

/// A diagnostic before its source line is quoted.
struct Finding {
  Diagnostic::Level level = Diagnostic::Level::error;
  Place place;
  std::string key;
  std::string text;
  std::string hint;
};

/// Gathers what is wrong, so that all of it is reported at once.
class Findings {
 public:
  void error(const Place& place, std::string key, std::string text, std::string hint) {
    all_.push_back({Diagnostic::Level::error, place, std::move(key), std::move(text), std::move(hint)});
  }
  void warning(const Place& place, std::string key, std::string text, std::string hint) {
    all_.push_back({Diagnostic::Level::warning, place, std::move(key), std::move(text), std::move(hint)});
  }

  const std::vector<Finding>& all() const { return all_; }
  bool has(const std::string& key) const {
    return std::any_of(all_.begin(), all_.end(), [&key](const Finding& finding) { return finding.key == key; });
  }

 private:
  std::vector<Finding> all_;
};

}  // namespace sluice
