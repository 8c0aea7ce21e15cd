// SPDX-License-Identifier: Apache-2.0
// What all rules of the parser share: its tokens, its faults, and how it builds the tree.
#include "mapping/condition/keyword.hpp"
#include "mapping/condition/never_true.hpp"
#include "mapping/condition/parser.hpp"
#include "mapping/quote.hpp"

namespace sluice {

void ConditionParser::advance() {
  if (fault_) return;
  previous_ = token_;
  auto next = lexer_.next();
  if (next) {
    token_ = *next;
  } else {
    fail(next.error().offset, std::move(next.error().text), std::move(next.error().hint));
  }
}

bool ConditionParser::accept(TokenKind kind) {
  if (fault_ || !at(kind)) return false;
  advance();
  return true;
}

void ConditionParser::fail(std::size_t offset, std::string text, std::string hint) {
  if (fault_) return;
  fault_ = TextFault{offset, std::move(text), std::move(hint)};
  token_ = {TokenKind::end, text_.size(), {}};
}

void ConditionParser::fail_here(std::string text, std::string hint) {
  fail(token_.offset, std::move(text), std::move(hint));
}

std::string ConditionParser::shown_token() const { return at(TokenKind::end) ? "the end" : quoted(token_.text); }

void ConditionParser::fail_unexpected() {
  if (at(TokenKind::close)) return fail_here("`)` has no opening `(`", "remove it, or open one before");
  const bool adjoins = previous_.offset + previous_.text.size() == token_.offset;
  if (previous_.kind == TokenKind::text && adjoins) {
    return fail_here(shown_token() + " cannot follow " + quoted(previous_.text), "a quote inside a text is written ''");
  }
  const std::string_view keyword = at(TokenKind::name) ? nearest_keyword(token_.text) : std::string_view();
  fail_here(shown_token() + " cannot follow " + quoted(previous_.text),
            keyword.empty() ? "join conditions with AND or OR, compare values with an operator such as ="
                            : "did you mean " + quoted(keyword) + "?");
}

void ConditionParser::close_group(std::size_t open) {
  if (accept(TokenKind::close)) return;
  if (at(TokenKind::end)) return fail(open, "`(` has no closing `)`", "close it with )");
  fail_unexpected();
}

bool ConditionParser::check_depth(std::size_t offset) {
  if (depth_ > condition_depth_max) {
    fail(offset, "nested deeper than " + std::to_string(condition_depth_max) + " levels",
         "AND and OR of many need no parentheses; split the condition, e.g. into routes");
  }
  return !fault_;
}

NodeIndex ConditionParser::add(ConditionNode node, std::size_t begin, const std::vector<NodeIndex>& children) {
  if (fault_) return 0;
  node.first_child = static_cast<std::uint32_t>(tree_.children.size());
  node.child_count = static_cast<std::uint32_t>(children.size());
  node.begin = static_cast<std::uint32_t>(begin);
  node.end = static_cast<std::uint32_t>(previous_.offset + previous_.text.size());
  tree_.children.insert(tree_.children.end(), children.begin(), children.end());
  tree_.nodes.push_back(node);
  return static_cast<NodeIndex>(tree_.nodes.size() - 1);
}

NodeIndex ConditionParser::add_constant(Value value, std::size_t begin) {
  tree_.constants.push_back(value);
  return add({.kind = NodeKind::constant, .item = static_cast<std::uint32_t>(tree_.constants.size() - 1)}, begin);
}

NodeIndex ConditionParser::add_field(Field field, std::size_t begin) {
  tree_.fields.push_back(std::move(field));
  tree_.field_offsets.push_back(begin);
  return add({.kind = NodeKind::field, .item = static_cast<std::uint32_t>(tree_.fields.size() - 1)}, begin);
}

std::size_t ConditionParser::begin_of(NodeIndex node) const { return fault_ ? 0 : tree_.nodes[node].begin; }

void ConditionParser::take_fault(std::optional<TextFault> fault) {
  if (fault) fail(fault->offset, std::move(fault->text), std::move(fault->hint));
}

void ConditionParser::require_truth(NodeIndex node) {
  if (!fault_) take_fault(check_truth(tree_, text_, node));
}

void ConditionParser::require_comparable(NodeIndex left, NodeIndex right) {
  if (!fault_) take_fault(check_comparable(tree_, text_, left, right));
}

void ConditionParser::require_kind(NodeIndex node, StaticKind wanted, std::string_view user) {
  if (!fault_) take_fault(check_wanted(tree_, text_, node, wanted, user));
}

}  // namespace sluice
