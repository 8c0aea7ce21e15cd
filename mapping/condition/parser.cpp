// SPDX-License-Identifier: Apache-2.0
#include "mapping/condition/parser.hpp"

#include "mapping/condition/never_true.hpp"
#include "mapping/quote.hpp"

namespace sluice {

namespace {

ComparisonKind comparison_of(std::string_view sign) {
  if (sign == "=") return ComparisonKind::equal;
  if (sign == "<") return ComparisonKind::less;
  if (sign == "<=") return ComparisonKind::less_or_equal;
  if (sign == ">") return ComparisonKind::greater;
  if (sign == ">=") return ComparisonKind::greater_or_equal;
  return ComparisonKind::unequal;
}

bool begins_predicate(TokenKind kind) {
  switch (kind) {
    case TokenKind::comparison:
    case TokenKind::kw_is:
    case TokenKind::kw_in:
    case TokenKind::kw_like:
    case TokenKind::kw_between: return true;
    default: return false;
  }
}

}  // namespace

tl::expected<ConditionTree, TextFault> ConditionParser::run() {
  if (text_.size() > condition_bytes_max) {
    return tl::unexpected(TextFault{condition_bytes_max,
                                    "the condition has " + std::to_string(text_.size()) + " bytes, more than " +
                                        std::to_string(condition_bytes_max),
                                    "split it, e.g. into routes"});
  }
  advance();
  accept(TokenKind::kw_where);
  if (!fault_ && at(TokenKind::end)) fail_here("the condition is empty", "write one, e.g. $qos = 1");
  const NodeIndex root = expression();
  require_truth(root);
  if (!fault_ && !at(TokenKind::end)) fail_unexpected();
  if (fault_) return tl::unexpected(std::move(*fault_));
  return std::move(tree_);
}

NodeIndex ConditionParser::chain(TokenKind joint, NodeKind kind, NodeIndex (ConditionParser::*part)()) {
  const std::size_t begin = token_.offset;
  std::vector<NodeIndex> parts{(this->*part)()};
  while (accept(joint)) parts.push_back((this->*part)());
  if (parts.size() == 1) return parts.front();
  for (const NodeIndex each : parts) require_truth(each);
  return add({.kind = kind}, begin, parts);
}

NodeIndex ConditionParser::expression() {
  return chain(TokenKind::kw_or, NodeKind::any_of, &ConditionParser::conjunction);
}

NodeIndex ConditionParser::conjunction() {
  return chain(TokenKind::kw_and, NodeKind::all_of, &ConditionParser::inversion);
}

NodeIndex ConditionParser::inversion() {
  const ConditionToken start = token_;
  if (!accept(TokenKind::kw_not)) return predicate();
  const DepthGuard deeper(depth_);
  if (!check_depth(start.offset)) return 0;
  const NodeIndex inner = inversion();
  require_truth(inner);
  return add({.kind = NodeKind::negation}, start.offset, {inner});
}

NodeIndex ConditionParser::predicate() {
  const NodeIndex left = operand();
  const NodeIndex whole = predicate_of(left);
  if (whole != left && (begins_predicate(token_.kind) || at(TokenKind::kw_not))) {
    fail_here(shown_token() + " cannot follow a complete comparison", "join two comparisons with AND: a < b AND b < c");
  }
  return whole;
}

NodeIndex ConditionParser::predicate_of(NodeIndex left) {
  if (at(TokenKind::comparison)) return comparison(left);
  if (accept(TokenKind::kw_is)) return null_check(left);
  const bool negated = accept(TokenKind::kw_not);
  if (accept(TokenKind::kw_in)) return membership(left, negated);
  if (accept(TokenKind::kw_like)) return like(left, negated);
  if (accept(TokenKind::kw_between)) return between(left, negated);
  if (negated) {
    fail_here(
        "NOT behind a value needs IN, LIKE or BETWEEN, not " + shown_token(),
        at(TokenKind::kw_null) ? "write IS NOT NULL" : "NOT of a whole comparison stands before it: NOT k1 = 'v1'");
  }
  return left;
}

NodeIndex ConditionParser::comparison(NodeIndex left) {
  const ComparisonKind kind = comparison_of(token_.text);
  advance();
  const NodeIndex right = right_operand(left);
  require_comparable(left, right);
  return add({.kind = NodeKind::comparison, .comparison = kind}, begin_of(left), {left, right});
}

NodeIndex ConditionParser::null_check(NodeIndex operand) {
  const bool negated = accept(TokenKind::kw_not);
  if (!accept(TokenKind::kw_null)) {
    fail_here("IS needs NULL or NOT NULL, not " + shown_token(), "write IS NULL or IS NOT NULL; to compare, write =");
  }
  return add({.kind = NodeKind::null_check, .negated = negated}, begin_of(operand), {operand});
}

NodeIndex ConditionParser::membership(NodeIndex operand, bool negated) {
  const std::size_t open = token_.offset;
  if (!accept(TokenKind::open)) {
    fail_here("IN needs a list in parentheses, not " + shown_token(), "write IN ('a', 'b')");
  }
  std::vector<NodeIndex> parts{operand};
  do {
    parts.push_back(right_operand(operand));
    require_comparable(operand, parts.back());
  } while (accept(TokenKind::comma));
  close_group(open);
  return add({.kind = NodeKind::membership, .negated = negated}, begin_of(operand), parts);
}

NodeIndex ConditionParser::like(NodeIndex operand, bool negated) {
  const ConditionToken pattern = token_;
  if (!accept(TokenKind::text)) {
    fail_here("LIKE needs a text in single quotes, not " + shown_token(), "write LIKE 'a%'");
    return 0;
  }
  std::optional<char> escape;
  if (accept(TokenKind::kw_escape)) escape = this->escape();
  if (fault_) return 0;
  auto parsed = LikePattern::parse(unquoted(pattern.text), escape);
  if (!parsed) {
    fail(pattern.offset,
         "in " + quoted(pattern.text) + " the escape " + quoted(std::string(1, escape.value_or(' '))) +
             " stands before nothing that needs it",
         "it stands before %, _ and itself only");
    return 0;
  }
  require_kind(operand, StaticKind::text, "LIKE");
  if (!fault_) take_fault(check_topic(tree_, operand, unquoted(pattern.text), pattern.offset));
  tree_.patterns.push_back(std::move(*parsed));
  const auto item = static_cast<std::uint32_t>(tree_.patterns.size() - 1);
  return add({.kind = NodeKind::like, .negated = negated, .item = item}, begin_of(operand), {operand});
}

std::optional<char> ConditionParser::escape() {
  const ConditionToken token = token_;
  const std::string text = accept(TokenKind::text) ? unquoted(token.text) : std::string();
  if (text.size() == 1) return text.front();
  fail(token.offset, "ESCAPE needs a text of one ASCII character", "write ESCAPE '\\'");
  return std::nullopt;
}

NodeIndex ConditionParser::between(NodeIndex operand, bool negated) {
  const NodeIndex lower = right_operand(operand);
  require_comparable(operand, lower);
  if (!accept(TokenKind::kw_and)) {
    fail_here("BETWEEN needs AND and an upper bound, not " + shown_token(), "write BETWEEN 1 AND 5");
  }
  const NodeIndex upper = right_operand(operand);
  require_comparable(operand, upper);
  if (!fault_) take_fault(check_bounds(tree_, text_, lower, upper));
  return add({.kind = NodeKind::between, .negated = negated}, begin_of(operand), {operand, lower, upper});
}

}  // namespace sluice
