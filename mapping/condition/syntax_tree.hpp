// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "mapping/condition/like_pattern.hpp"
#include "mapping/fields.hpp"
#include "mapping/value.hpp"

namespace sluice {

enum class NodeKind : std::uint8_t {
  constant,    // item: of `constants`
  field,       // item: of `fields`
  any_of,      // OR of two or more
  all_of,      // AND of two or more
  negation,    // NOT
  comparison,  // left, right
  null_check,  // IS [NOT] NULL
  membership,  // [NOT] IN: what is looked for, then the list
  like,        // [NOT] LIKE: item of `patterns`
  between,     // [NOT] BETWEEN: value, lower, upper
  choice,      // CASE: condition, result, condition, result, ... [else]
  call,        // a function of its arguments
};

enum class ComparisonKind : std::uint8_t { equal, unequal, less, less_or_equal, greater, greater_or_equal };

enum class FunctionKind : std::uint8_t { upper, lower, length, absolute, coalesce };

using NodeIndex = std::uint32_t;

/// One node; its children are a piece of the tree's `children`.
struct ConditionNode {
  NodeKind kind = NodeKind::constant;
  bool negated = false;  ///< with NOT between operand and operator
  ComparisonKind comparison = ComparisonKind::equal;
  FunctionKind function = FunctionKind::upper;
  std::uint32_t item = 0;
  std::uint32_t first_child = 0;
  std::uint32_t child_count = 0;
  // Where in the text it stands.
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// A parsed condition: nodes in one vector, children before their parents, the root last. Immutable once parsed, so one
/// tree serves any number of threads.
struct ConditionTree {
  std::vector<ConditionNode> nodes;
  std::vector<NodeIndex> children;
  std::deque<std::string> texts;  ///< what the constants view; a deque, so that they stay where they are
  std::vector<Value> constants;
  std::vector<Field> fields;
  std::vector<std::size_t> field_offsets;  ///< of each of `fields`: where it stands in the text
  std::vector<LikePattern> patterns;

  std::span<const NodeIndex> children_of(const ConditionNode& node) const {
    return std::span(children).subspan(node.first_child, node.child_count);
  }
};

}  // namespace sluice
