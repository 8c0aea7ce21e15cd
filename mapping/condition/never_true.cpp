// SPDX-License-Identifier: Apache-2.0
#include "mapping/condition/never_true.hpp"

#include <string>
#include <utility>

#include "mapping/condition/comparison.hpp"
#include "mapping/quote.hpp"

namespace sluice {

namespace {

std::string_view source(const ConditionTree& tree, std::string_view text, NodeIndex index) {
  const ConditionNode& node = tree.nodes[index];
  return text.substr(node.begin, node.end - node.begin);
}

std::string_view article_and_kind(StaticKind kind) {
  switch (kind) {
    case StaticKind::flag: return "a flag";
    case StaticKind::number: return "a number";
    case StaticKind::text: return "a text";
    case StaticKind::null: return "NULL";
    case StaticKind::any: break;
  }
  return "unknown";
}

/// A constant text's value; nothing for any other node.
const Value* constant_text(const ConditionTree& tree, NodeIndex index) {
  const ConditionNode& node = tree.nodes[index];
  if (node.kind != NodeKind::constant || static_kind(tree, index) != StaticKind::text) return nullptr;
  return &tree.constants[node.item];
}

/// Whether a value of one kind can be compared with the other node's; asked both ways.
bool fits(const ConditionTree& tree, StaticKind kind, NodeIndex other) {
  const StaticKind other_kind = static_kind(tree, other);
  const Value* text = constant_text(tree, other);
  if (kind == StaticKind::flag) return other_kind != StaticKind::number && (text == nullptr || truth_of(*text));
  if (kind == StaticKind::number) {
    return other_kind != StaticKind::flag && (text == nullptr || !std::holds_alternative<Null>(number_of(*text)));
  }
  return true;
}

}  // namespace

std::optional<TextFault> check_comparable(const ConditionTree& tree, std::string_view text, NodeIndex left,
                                          NodeIndex right) {
  const StaticKind left_kind = static_kind(tree, left);
  const StaticKind right_kind = static_kind(tree, right);
  for (const NodeIndex side : {left, right}) {
    if (static_kind(tree, side) != StaticKind::null) continue;
    return TextFault{tree.nodes[side].begin, "a comparison with " + quoted(source(tree, text, side)) + " is never true",
                     "write IS NULL or IS NOT NULL behind the value that may be missing"};
  }
  for (const auto& [side, other] : {std::pair(left, right), std::pair(right, left)}) {
    const Value* constant = constant_text(tree, other);
    if (constant == nullptr) continue;
    if (auto fault = check_topic(tree, side, std::get<std::string_view>(*constant), tree.nodes[other].begin))
      return fault;
  }
  if (fits(tree, left_kind, right) && fits(tree, right_kind, left)) return std::nullopt;
  const bool flags = left_kind == StaticKind::flag || right_kind == StaticKind::flag;
  // The constant is the one to change.
  const NodeIndex shown = tree.nodes[left].kind == NodeKind::constant ? left : right;
  const NodeIndex other = shown == left ? right : left;
  return TextFault{tree.nodes[shown].begin,
                   quoted(source(tree, text, other)) + " is " +
                       std::string(article_and_kind(static_kind(tree, other))) + " and is never comparable with " +
                       quoted(source(tree, text, shown)),
                   flags ? "compare a flag with TRUE or FALSE" : "compare a number with a number"};
}

std::optional<TextFault> check_topic(const ConditionTree& tree, NodeIndex operand, std::string_view text,
                                     std::size_t offset) {
  const ConditionNode& node = tree.nodes[operand];
  if (node.kind != NodeKind::field || tree.fields[node.item].id != FieldId::topic) return std::nullopt;
  const std::size_t wildcard = text.find_first_of("+#");
  if (wildcard == std::string_view::npos) return std::nullopt;
  return TextFault{offset,
                   "no topic contains " + quoted(text.substr(wildcard, 1)) + ": wildcards stand in filters only",
                   "write $topic LIKE 'plant/%', or $topic[2] = '7' for one level"};
}

std::optional<TextFault> check_bounds(const ConditionTree& tree, std::string_view text, NodeIndex lower,
                                      NodeIndex upper) {
  const ConditionNode& low = tree.nodes[lower];
  const ConditionNode& high = tree.nodes[upper];
  if (low.kind != NodeKind::constant || high.kind != NodeKind::constant) return std::nullopt;
  if (!std::is_gt(order_of(tree.constants[low.item], tree.constants[high.item]))) return std::nullopt;
  return TextFault{
      low.begin,
      "nothing is between " + quoted(source(tree, text, lower)) + " and " + quoted(source(tree, text, upper)),
      "the lower bound stands first"};
}

std::optional<TextFault> check_truth(const ConditionTree& tree, std::string_view text, NodeIndex node) {
  const StaticKind kind = static_kind(tree, node);
  const std::string shown(source(tree, text, node));
  const std::size_t offset = tree.nodes[node].begin;
  if (kind == StaticKind::null) {
    return TextFault{offset, "NULL is never true", "write IS NULL or IS NOT NULL behind the value that may be missing"};
  }
  if (kind != StaticKind::number && kind != StaticKind::text) return std::nullopt;
  const bool constant = tree.nodes[node].kind == NodeKind::constant;
  const std::string_view value = kind == StaticKind::number ? "1" : "'v1'";
  return TextFault{
      offset, quoted(shown) + " is " + std::string(article_and_kind(kind)) + ", not a condition",
      constant ? "compare something with it: k1 = " + shown : "compare it: " + shown + " = " + std::string(value)};
}

std::optional<TextFault> check_wanted(const ConditionTree& tree, std::string_view text, NodeIndex node,
                                      StaticKind wanted, std::string_view user) {
  const StaticKind kind = static_kind(tree, node);
  if (kind == StaticKind::any || kind == wanted) return std::nullopt;
  // ABS reads texts as numbers.
  const Value* constant = constant_text(tree, node);
  if (kind == StaticKind::text && (constant == nullptr || !std::holds_alternative<Null>(number_of(*constant)))) {
    return std::nullopt;
  }
  const std::string wants = wanted == StaticKind::text ? " takes texts only" : " takes numbers only";
  return TextFault{tree.nodes[node].begin,
                   quoted(source(tree, text, node)) + " is " + std::string(article_and_kind(kind)) + ": " +
                       std::string(user) + " of it is never known",
                   std::string(user) + wants};
}

}  // namespace sluice
