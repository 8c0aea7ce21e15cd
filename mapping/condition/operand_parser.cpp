// SPDX-License-Identifier: Apache-2.0
// The operands of a condition: constants, fields, functions, CASE, and what stands in parentheses.
#include "mapping/condition/field_reference.hpp"
#include "mapping/condition/functions.hpp"
#include "mapping/condition/numeral.hpp"
#include "mapping/condition/parser.hpp"
#include "mapping/nearest.hpp"
#include "mapping/quote.hpp"

namespace sluice {

namespace {

std::string function_hint(std::string_view name) {
  std::vector<std::string_view> names;
  for (const FunctionRow& row : function_table()) names.push_back(row.name);
  const std::string_view near = nearest(name, names);
  if (!near.empty()) return "did you mean " + quoted(near) + "?";
  std::string all = "functions are";
  for (const std::string_view each : names) all.append(all.ends_with("are") ? " " : ", ").append(each);
  return all;
}

}  // namespace

NodeIndex ConditionParser::operand() {
  const ConditionToken token = token_;
  switch (token.kind) {
    case TokenKind::text:
    case TokenKind::number:
    case TokenKind::kw_true:
    case TokenKind::kw_false:
    case TokenKind::kw_null: return constant();
    case TokenKind::name: return name();
    case TokenKind::quoted_name: advance(); return user_property(unquoted(token.text), token.offset);
    case TokenKind::field: return field();
    case TokenKind::kw_case: return choice();
    case TokenKind::open: return group();
    default: return no_operand();
  }
}

NodeIndex ConditionParser::no_operand() {
  std::string hint = "write a field ($qos), a user property (k1), a text ('v1'), a number, TRUE or FALSE";
  if (is_keyword(token_.kind)) {
    hint = quoted(token_.text) + " is a keyword; the user property of that name is written \"" +
           std::string(token_.text) + '"';
  }
  fail_here(at(TokenKind::end) ? "a value is missing at the end" : "a value is missing before " + shown_token(), hint);
  return 0;
}

NodeIndex ConditionParser::right_operand(NodeIndex left) {
  const bool text_meant = at(TokenKind::quoted_name) && !fault_ && tree_.nodes[left].kind != NodeKind::constant;
  if (!text_meant) return operand();
  const std::string shown(token_.text);
  fail_here(shown + " in double quotes is the user property of that name, not a text",
            "write '" + unquoted(shown) + "' for the text, $user." + shown + " for the user property");
  return 0;
}

NodeIndex ConditionParser::constant() {
  const ConditionToken token = token_;
  advance();
  if (token.kind == TokenKind::text) {
    tree_.texts.push_back(unquoted(token.text));
    return add_constant(std::string_view(tree_.texts.back()), token.offset);
  }
  if (token.kind == TokenKind::kw_true) return add_constant(true, token.offset);
  if (token.kind == TokenKind::kw_false) return add_constant(false, token.offset);
  if (token.kind == TokenKind::kw_null) return add_constant(Null(), token.offset);
  const Value number = read_numeral(token.text);
  if (std::holds_alternative<Null>(number)) {
    if (is_numeral(token.text)) {
      fail(token.offset, quoted(token.text) + " does not fit a 64-bit number", "numbers go from 2.3e-308 to 1.7e308");
    } else {
      fail(token.offset, quoted(token.text) + " is not a number",
           "a text stands in single quotes, the name of a user property in double quotes");
    }
  }
  return add_constant(number, token.offset);
}

NodeIndex ConditionParser::name() {
  const ConditionToken token = token_;
  advance();
  if (at(TokenKind::open)) return call(token);
  if (auto fault = check_bare_name(token.text)) fail(token.offset, std::move(fault->text), std::move(fault->hint));
  return user_property(std::string(token.text), token.offset);
}

NodeIndex ConditionParser::user_property(std::string name, std::size_t begin) {
  Field field;
  field.id = FieldId::user;
  field.user_name = std::move(name);
  return add_field(std::move(field), begin);
}

NodeIndex ConditionParser::field() {
  const ConditionToken token = token_;
  auto parsed = parse_field_reference(token.text);
  if (!parsed) {
    fail(token.offset + parsed.error().offset, std::move(parsed.error().text), std::move(parsed.error().hint));
    return 0;
  }
  advance();
  return add_field(std::move(*parsed), token.offset);
}

NodeIndex ConditionParser::call(const ConditionToken& function) {
  const FunctionRow* row = find_function(function.text);
  if (row == nullptr) {
    fail(function.offset, quoted(function.text) + " is not a function", function_hint(function.text));
    return 0;
  }
  const std::size_t open = token_.offset;
  advance();
  const DepthGuard deeper(depth_);
  if (!check_depth(open)) return 0;
  std::vector<NodeIndex> arguments;
  if (!at(TokenKind::close)) {
    do {
      arguments.push_back(expression());
    } while (accept(TokenKind::comma));
  }
  close_group(open);
  if (arguments.size() < row->arguments_min || arguments.size() > row->arguments_max) {
    const std::string wanted = row->arguments_max == 1 ? "one argument" : "two arguments or more";
    fail(function.offset, std::string(row->name) + " takes " + wanted + ", not " + std::to_string(arguments.size()),
         "write " + std::string(row->example));
  }
  if (row->kind != FunctionKind::coalesce && !fault_) {
    const bool number = row->kind == FunctionKind::absolute;
    require_kind(arguments.front(), number ? StaticKind::number : StaticKind::text, row->name);
  }
  return add({.kind = NodeKind::call, .function = row->kind}, function.offset, arguments);
}

NodeIndex ConditionParser::choice() {
  constexpr std::string_view hint = "write CASE WHEN $qos = 1 THEN 'a' ELSE 'b' END";
  const std::size_t begin = token_.offset;
  advance();
  const DepthGuard deeper(depth_);
  if (!check_depth(begin)) return 0;
  std::vector<NodeIndex> parts;
  if (!at(TokenKind::kw_when)) fail_here("CASE needs WHEN, not " + shown_token(), std::string(hint));
  while (accept(TokenKind::kw_when)) {
    parts.push_back(expression());
    require_truth(parts.back());
    if (!accept(TokenKind::kw_then)) fail_here("WHEN needs THEN, not " + shown_token(), std::string(hint));
    parts.push_back(expression());
  }
  if (accept(TokenKind::kw_else)) parts.push_back(expression());
  if (at(TokenKind::end)) fail(begin, "CASE has no END", std::string(hint));
  if (!accept(TokenKind::kw_end)) fail_here("CASE needs WHEN, ELSE or END, not " + shown_token(), std::string(hint));
  return add({.kind = NodeKind::choice}, begin, parts);
}

NodeIndex ConditionParser::group() {
  const std::size_t open = token_.offset;
  advance();
  const DepthGuard deeper(depth_);
  if (!check_depth(open)) return 0;
  const NodeIndex inner = expression();
  close_group(open);
  return inner;
}

}  // namespace sluice
