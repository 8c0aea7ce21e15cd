// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "config/field_table.hpp"
#include "config/findings.hpp"

namespace sluice {

/// The value at the path, or the nearest one around it that stands in the document; null when there is none.
const Node* node_of(const PathMap& paths, std::string path);

/// The place of one byte of the value at the path; that of the value around it, where the path is not in the document.
Place place_of(const PathMap& paths, const std::string& path, std::size_t offset = 0);

/// Reports what is wrong with values that are read already, by their paths. `paths` and `findings` must outlive it.
class Checker {
 public:
  Checker(const PathMap& paths, Findings& findings) : paths_(paths), findings_(findings) {}

  void error(const std::string& path, std::string text, std::string hint, std::size_t offset = 0) {
    findings_.error(place_of(paths_, path, offset), path, std::move(text), std::move(hint));
  }
  void warning(const std::string& path, std::string text, std::string hint) {
    findings_.warning(place_of(paths_, path), path, std::move(text), std::move(hint));
  }

  /// Whether the value and those around it are sound so far: what is already at fault needs no second text.
  bool is_sound(const std::string& path) const;
  /// Whether the document has it.
  bool is_given(const std::string& path) const { return paths_.contains(path); }

 private:
  const PathMap& paths_;
  Findings& findings_;
};

}  // namespace sluice
