// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/findings.hpp"

namespace sluice {

/// One value of a YAML or JSON document with its place. Plain data; the library that parses it is not seen.
struct Node {
  enum class Kind { empty, scalar, list, map };
  struct Entry;

  Kind kind = Kind::empty;
  Place place;
  std::string text;     ///< of a scalar, after substitution
  std::string written;  ///< of a scalar that `${env:}` or `${file:}` has changed: as it stands in the source
  /// How many bytes behind `place` the text begins, when it stands in the source letter by letter.
  std::optional<std::size_t> text_offset;
  /// Where the pieces of a text stand that does not, by the offset at which each begins; empty: not known.
  std::vector<std::pair<std::size_t, Place>> pieces;
  bool is_unresolved = false;  ///< a `${env:}` or `${file:}` in it has failed and is reported
  std::vector<Node> items;     ///< of a list
  std::vector<Entry> entries;  ///< of a map, in the source's order, keys unique

  Node() = default;
  static Node scalar(std::string text, const Place& place);

  bool is_substituted() const { return !written.empty(); }
  const Entry* find(std::string_view key) const;
  Entry* find(std::string_view key);
  /// The place of one byte of the text, or of the value where the source spells it in another way.
  Place place_of(std::size_t offset) const;
  /// What a text may show of a scalar: never what came from the environment or a file.
  const std::string& shown() const { return is_substituted() ? written : text; }
  /// `text`, `a list`, `a map`, `empty`.
  std::string_view kind_name() const;
};

struct Node::Entry {
  std::string key;
  Place place;
  Node value;
};

}  // namespace sluice
