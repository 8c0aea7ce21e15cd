// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "config/findings.hpp"
#include "config/node.hpp"

namespace sluice {

/// A Node in the making, by a parser's events: which lists and maps are open, and the key whose value comes next. Tells
/// of a key that stands twice in its map; its second value is dropped.
class NodeTree {
 public:
  explicit NodeTree(Findings& findings) : findings_(findings) {}

  /// Lists and maps that are open.
  std::size_t depth() const { return open_.size(); }
  bool is_in_list() const { return !open_.empty() && open_.back().node.kind == Node::Kind::list; }
  /// In a map, and a key comes next.
  bool awaits_key() const { return is_in_map() && !open_.back().pending; }
  /// In a map, and a value comes next: the place of its key.
  std::optional<Place> key_place() const;

  /// Only where `awaits_key`.
  void key(std::string text, const Place& place);
  /// The whole value: of the key before, an item of the list, or the root.
  void add(Node node);
  /// A list or a map whose parts come next, up to its `close`.
  void open(Node node) { open_.push_back({std::move(node), {}, std::nullopt}); }
  void close();

  /// The root; empty when nothing came.
  Node take() { return std::move(root_); }

 private:
  struct Open {
    Node node;
    std::unordered_map<std::string, std::size_t> lines;  ///< of a map: each key's, as any file may have very many
    std::optional<Node::Entry> pending;                  ///< of a map: the key whose value comes next
    bool is_repeated = false;                            ///< the pending key was there before: its value is dropped
  };

  bool is_in_map() const { return !open_.empty() && open_.back().node.kind == Node::Kind::map; }

  Findings& findings_;
  std::vector<Open> open_;
  Node root_;
};

}  // namespace sluice
