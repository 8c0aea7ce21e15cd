// SPDX-License-Identifier: Apache-2.0
#include "mapping/condition/evaluator.hpp"

#include "mapping/condition/functions.hpp"

namespace sluice {

namespace {

Truth negated_if(bool negated, Truth truth) {
  if (!negated || !truth) return truth;
  return !*truth;
}

Value value_of(Truth truth) { return truth ? Value(*truth) : Null(); }

}  // namespace

Truth ConditionEvaluator::truth(NodeIndex index) {
  const ConditionNode& node = tree_.nodes[index];
  switch (node.kind) {
    case NodeKind::any_of: return any_of(node);
    case NodeKind::all_of: return all_of(node);
    case NodeKind::negation: return negated_if(true, truth(tree_.children_of(node)[0]));
    case NodeKind::comparison: return comparison(node);
    case NodeKind::null_check: {
      const bool null = std::holds_alternative<Null>(value(tree_.children_of(node)[0]));
      return null != node.negated;
    }
    case NodeKind::membership: return membership(node);
    case NodeKind::like: return like(node);
    case NodeKind::between: return between(node);
    case NodeKind::constant:
    case NodeKind::field:
    case NodeKind::choice:
    case NodeKind::call: break;
  }
  return truth_of(value(index));
}

Value ConditionEvaluator::value(NodeIndex index) {
  const ConditionNode& node = tree_.nodes[index];
  switch (node.kind) {
    case NodeKind::constant: return tree_.constants[node.item];
    case NodeKind::field: return field_value(tree_.fields[node.item], reading_);
    case NodeKind::choice: return choice(node);
    case NodeKind::call: return call(node);
    default: return value_of(truth(index));
  }
}

Truth ConditionEvaluator::any_of(const ConditionNode& node) {
  Truth result = false;
  for (const NodeIndex child : tree_.children_of(node)) {
    const Truth part = truth(child);
    if (part == true) return true;
    if (!part) result = std::nullopt;
  }
  return result;
}

Truth ConditionEvaluator::all_of(const ConditionNode& node) {
  Truth result = true;
  for (const NodeIndex child : tree_.children_of(node)) {
    const Truth part = truth(child);
    if (part == false) return false;
    if (!part) result = std::nullopt;
  }
  return result;
}

Truth ConditionEvaluator::comparison(const ConditionNode& node) {
  const auto sides = tree_.children_of(node);
  return holds(node.comparison, order_of(value(sides[0]), value(sides[1])));
}

Truth ConditionEvaluator::membership(const ConditionNode& node) {
  const auto parts = tree_.children_of(node);
  const Value wanted = value(parts[0]);
  Truth result = false;
  for (const NodeIndex each : parts.subspan(1)) {
    const Truth equal = holds(ComparisonKind::equal, order_of(wanted, value(each)));
    if (equal == true) return !node.negated;
    if (!equal) result = std::nullopt;
  }
  return negated_if(node.negated, result);
}

Truth ConditionEvaluator::like(const ConditionNode& node) {
  const Value operand = value(tree_.children_of(node)[0]);
  const auto* text = std::get_if<std::string_view>(&operand);
  if (text == nullptr) return std::nullopt;
  return tree_.patterns[node.item].matches(*text) != node.negated;
}

Truth ConditionEvaluator::between(const ConditionNode& node) {
  const auto parts = tree_.children_of(node);
  const Value operand = value(parts[0]);
  const Truth above = holds(ComparisonKind::greater_or_equal, order_of(operand, value(parts[1])));
  if (above == false) return node.negated;
  const Truth below = holds(ComparisonKind::less_or_equal, order_of(operand, value(parts[2])));
  if (below == false) return node.negated;
  return negated_if(node.negated, above ? below : above);
}

Value ConditionEvaluator::choice(const ConditionNode& node) {
  const auto parts = tree_.children_of(node);
  std::size_t i = 0;
  for (; i + 1 < parts.size(); i += 2) {
    if (truth(parts[i]) == true) return value(parts[i + 1]);
  }
  return i < parts.size() ? value(parts[i]) : Null();
}

Value ConditionEvaluator::call(const ConditionNode& node) {
  const auto arguments = tree_.children_of(node);
  if (node.function == FunctionKind::coalesce) {
    for (const NodeIndex each : arguments) {
      const Value known = value(each);
      if (!std::holds_alternative<Null>(known)) return known;
    }
    return Null();
  }
  return call_function(node.function, value(arguments[0]), texts_);
}

}  // namespace sluice
