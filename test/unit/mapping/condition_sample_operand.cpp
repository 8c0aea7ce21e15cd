// SPDX-License-Identifier: Apache-2.0
// The operands of a sample's predicates.
#include <algorithm>

#include "condition_generator.hpp"

namespace sluice {

std::string ConditionGenerator::keyword(std::string_view word) {
  std::string out(word);
  if (random_.one_in(3)) {
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  }
  return out;
}

std::string ConditionGenerator::quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out.append(c == '\'' ? 2 : 1, c);
  return out + "'";
}

// NOLINTBEGIN(misc-no-recursion)
SampleOperand ConditionGenerator::named(const SampleField& field, OperandKind kind) {
  return {std::string(field.condition), std::string(field.sql), kind};
}

SampleOperand ConditionGenerator::operand(int depth) {
  if (depth > 0 && random_.one_in(4)) {
    switch (random_.below(4)) {
      case 0: return text_function(depth);
      case 1: return absolute(depth);
      case 2: return coalesce(depth);
      default: return choice(depth);
    }
  }
  switch (random_.below(8)) {
    case 0: return named(random_.of(number_fields), OperandKind::number);
    case 1: return named(random_.of(text_fields), OperandKind::text);
    case 2: return named(random_.of(mixed_fields), OperandKind::mixed);
    case 3: {
      const std::string number(random_.of(sample_numbers));
      return {number, number, OperandKind::number, true};
    }
    case 4: {
      const std::string text = quoted(random_.of(sample_texts));
      return {text, text, OperandKind::text, true};
    }
    default: return named(random_.of(property_fields), OperandKind::text);
  }
}

SampleOperand ConditionGenerator::text_function(int depth) {
  SampleOperand inner = operand(depth - 1);
  while (inner.kind == OperandKind::number) inner = operand(depth - 1);
  constexpr std::array<std::string_view, 3> names{"UPPER", "LOWER", "LENGTH"};
  const std::string name(random_.of(names));
  return {keyword(name) + "(" + inner.condition + ")",
          "(CASE WHEN typeof(" + inner.sql + ") = 'text' THEN " + name + "(" + inner.sql + ") END)",
          name == "LENGTH" ? OperandKind::number : OperandKind::text};
}

SampleOperand ConditionGenerator::absolute(int depth) {
  SampleOperand inner = operand(depth - 1);
  while (inner.kind == OperandKind::text && inner.constant) inner = operand(depth - 1);
  return {keyword("ABS") + "(" + inner.condition + ")", "abs(num(" + inner.sql + "))", OperandKind::number};
}

OperandKind ConditionGenerator::joined(OperandKind left, OperandKind right) {
  return left == right ? left : OperandKind::mixed;
}

SampleOperand ConditionGenerator::coalesce(int depth) {
  SampleOperand out = operand(depth - 1);
  out.condition = keyword("COALESCE(") + out.condition;
  out.sql = "COALESCE(" + out.sql;
  for (std::size_t i = 1 + random_.below(2); i > 0; --i) {
    const SampleOperand next = operand(depth - 1);
    out.condition += ", " + next.condition;
    out.sql += ", " + next.sql;
    out.kind = joined(out.kind, next.kind);
  }
  return {out.condition + ")", out.sql + ")", out.kind};
}

SampleOperand ConditionGenerator::choice(int depth) {
  const SamplePredicate when = condition(depth - 1);
  const SampleOperand then = operand(depth - 1);
  const SampleOperand otherwise = operand(depth - 1);
  const bool has_else = !random_.one_in(3);
  SampleOperand out{keyword("CASE WHEN ") + when.condition + keyword(" THEN ") + then.condition,
                    "(CASE WHEN " + when.sql + " THEN " + then.sql, then.kind};
  if (has_else) {
    out.condition += keyword(" ELSE ") + otherwise.condition;
    out.sql += " ELSE " + otherwise.sql;
    out.kind = joined(then.kind, otherwise.kind);
  }
  return {out.condition + keyword(" END"), out.sql + " END)", out.kind};
}
// NOLINTEND(misc-no-recursion)

}  // namespace sluice
