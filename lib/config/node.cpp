// SPDX-License-Identifier: Apache-2.0
#include "config/node.hpp"

#include <algorithm>

namespace sluice {

Node Node::scalar(std::string text, const Place& place) {
  Node node;
  node.kind = Kind::scalar;
  node.place = place;
  node.text = std::move(text);
  return node;
}

const Node::Entry* Node::find(std::string_view key) const {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [key](const Entry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

Node::Entry* Node::find(std::string_view key) {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [key](const Entry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

Place Node::place_of(std::size_t offset) const {
  if (!pieces.empty() && !is_substituted()) {
    const auto behind = std::upper_bound(pieces.begin(), pieces.end(), offset,
                                         [](std::size_t at, const auto& piece) { return at < piece.first; });
    if (behind == pieces.begin()) return place;
    const auto& [begin, start] = *std::prev(behind);
    return {start.source, start.line, start.column + offset - begin};
  }
  if (offset == 0 || !text_offset || is_substituted() || text.find('\n') < offset) return place;
  return {place.source, place.line, place.column + *text_offset + offset};
}

std::string_view Node::kind_name() const {
  switch (kind) {
    case Kind::empty: return "empty";
    case Kind::scalar: return "text";
    case Kind::list: return "a list";
    case Kind::map: return "a map";
  }
  return "";
}

}  // namespace sluice
