// SPDX-License-Identifier: Apache-2.0
#include "config/node_tree.hpp"

#include <utility>

#include "config/source_text.hpp"

namespace sluice {

std::optional<Place> NodeTree::key_place() const {
  if (!is_in_map() || !open_.back().pending) return std::nullopt;
  return open_.back().pending->place;
}

void NodeTree::key(std::string text, const Place& place) {
  Open& top = open_.back();
  const auto [first, is_new] = top.lines.emplace(text, place.line);
  top.is_repeated = !is_new;
  if (top.is_repeated) {
    findings_.error(place, "", '`' + clipped(text) + "` stands here twice",
                    "it is first at line " + std::to_string(first->second) + ": keep one of the two");
  }
  top.pending = Node::Entry{std::move(text), place, Node{}};
}

void NodeTree::add(Node node) {
  if (open_.empty()) {
    root_ = std::move(node);
    return;
  }
  Open& top = open_.back();
  if (top.node.kind == Node::Kind::list) {
    top.node.items.push_back(std::move(node));
    return;
  }
  top.pending->value = std::move(node);
  if (!top.is_repeated) top.node.entries.push_back(std::move(*top.pending));
  top.pending.reset();
}

void NodeTree::close() {
  Node node = std::move(open_.back().node);
  open_.pop_back();
  add(std::move(node));
}

}  // namespace sluice
