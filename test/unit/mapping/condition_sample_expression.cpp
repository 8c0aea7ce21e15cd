// SPDX-License-Identifier: Apache-2.0
// The predicates of a sample; condition_sample_operand.cpp has what stands beside their operators.
#include <algorithm>
#include <utility>

#include "condition_generator.hpp"

namespace sluice {

namespace {

constexpr std::array<std::string_view, 7> comparisons{"=", "!=", "<>", "<", "<=", ">", ">="};
constexpr std::array<std::string_view, 9> patterns{"%", "a%", "%b", "_", "__", "a_b", "%a%b%", "\xC3\xA4%", ""};
constexpr std::array<std::string_view, 4> escaped_patterns{"50!%", "a!_b", "%!%", "!!%"};

}  // namespace

// NOLINTBEGIN(misc-no-recursion)
SamplePredicate ConditionGenerator::condition(int depth) {
  if (depth > 0) {
    switch (random_.below(8)) {
      case 0: return chain(" OR ", SampleBinding::any_of, depth);
      case 1: return chain(" AND ", SampleBinding::all_of, depth);
      case 2: return negation(depth);
      case 3: return flag_comparison(depth);
      case 4: return flag_choice(depth);
      default: break;
    }
  }
  switch (random_.below(8)) {
    case 0: return null_check(depth);
    case 1: return membership(depth);
    case 2: return like(depth);
    case 3: return between(depth);
    case 4: return plain_flag();
    default: return comparison(depth);
  }
}

SamplePredicate ConditionGenerator::wrapped(SamplePredicate inner, SampleBinding outer) {
  if (inner.binding > outer) return inner;
  return {"(" + inner.condition + ")", "(" + inner.sql + ")"};
}

SamplePredicate ConditionGenerator::chain(std::string_view joint, SampleBinding binding, int depth) {
  SamplePredicate out;
  const std::size_t parts = 2 + random_.below(2);
  for (std::size_t i = 0; i < parts; ++i) {
    const SamplePredicate part = wrapped(condition(depth - 1), binding);
    out.condition += (i == 0 ? "" : keyword(joint)) + part.condition;
    out.sql.append(i == 0 ? "" : joint).append(part.sql);
  }
  out.binding = binding;
  return out;
}

SamplePredicate ConditionGenerator::negation(int depth) {
  // One NOT may follow another without parentheses.
  SamplePredicate inner = condition(depth - 1);
  if (inner.binding < SampleBinding::negation) inner = wrapped(inner, SampleBinding::negation);
  return {keyword("NOT ") + inner.condition, "NOT " + inner.sql, SampleBinding::negation};
}

SamplePredicate ConditionGenerator::plain_flag() {
  switch (random_.below(5)) {
    case 0: return {"TRUE", "1"};
    case 1: return {std::string(payload_flag.condition), std::string(payload_flag.sql)};
    case 2: {
      const SampleField& property = random_.of(property_fields);
      return {std::string(property.condition), "flag(" + std::string(property.sql) + ")"};
    }
    default: {
      const SampleField& field = random_.of(flag_fields);
      return {std::string(field.condition), std::string(field.sql)};
    }
  }
}

SamplePredicate ConditionGenerator::flag_comparison(int depth) {
  const SamplePredicate left = condition(depth - 1);
  const SamplePredicate right = condition(depth - 1);
  const std::string sign = ' ' + std::string(random_.of(comparisons)) + ' ';
  return {"(" + left.condition + ")" + sign + "(" + right.condition + ")",
          "((" + left.sql + ")" + sign + "(" + right.sql + "))"};
}

SamplePredicate ConditionGenerator::flag_choice(int depth) {
  SamplePredicate out{keyword("CASE"), "CASE"};
  for (std::size_t i = 1 + random_.below(2); i > 0; --i) {
    const SamplePredicate when = condition(depth - 1);
    const SamplePredicate then = condition(depth - 1);
    out.condition += keyword(" WHEN ") + when.condition + keyword(" THEN ") + then.condition;
    out.sql += " WHEN " + when.sql + " THEN " + then.sql;
  }
  const SamplePredicate otherwise = condition(depth - 1);
  out.condition += keyword(" ELSE ") + otherwise.condition + keyword(" END");
  out.sql += " ELSE " + otherwise.sql + " END";
  return out;
}

std::string ConditionGenerator::compared(const SampleOperand& left, std::string_view sign, const SampleOperand& right) {
  const std::string direct = left.sql + ' ' + std::string(sign) + ' ' + right.sql;
  if (left.kind == right.kind && left.kind != OperandKind::mixed) return "(" + direct + ")";
  return "(CASE WHEN typeof(" + left.sql + ") = 'text' AND typeof(" + right.sql + ") = 'text' THEN " + direct +
         " ELSE num(" + left.sql + ") " + std::string(sign) + " num(" + right.sql + ") END)";
}

SampleOperand ConditionGenerator::beside(const SampleOperand& left, int depth) {
  for (;;) {
    SampleOperand right = operand(depth);
    const bool text_constant =
        (right.constant && right.kind == OperandKind::text) || (left.constant && left.kind == OperandKind::text);
    const bool number = right.kind == OperandKind::number || left.kind == OperandKind::number;
    const bool quoted_right = right.condition.starts_with('"') && !left.constant;
    if (!(text_constant && number) && !quoted_right) return right;
  }
}

SamplePredicate ConditionGenerator::comparison(int depth) {
  const SampleOperand left = operand(depth);
  const SampleOperand right = beside(left, depth);
  const std::string_view sign = random_.of(comparisons);
  const std::string_view space = random_.one_in(2) ? " " : "";
  return {left.condition + std::string(space) + std::string(sign) + std::string(space) + right.condition,
          compared(left, sign, right)};
}

SamplePredicate ConditionGenerator::null_check(int depth) {
  const SampleOperand inner = operand(depth);
  const std::string_view tail = random_.one_in(2) ? " IS NULL" : " IS NOT NULL";
  return {inner.condition + keyword(tail), "(" + inner.sql + std::string(tail) + ")"};
}

SamplePredicate ConditionGenerator::membership(int depth) {
  const SampleOperand left = operand(depth);
  std::vector<SampleOperand> list;
  for (std::size_t i = 1 + random_.below(3); i > 0; --i) list.push_back(beside(left, depth));
  const bool negated = random_.one_in(2);
  const bool same =
      left.kind != OperandKind::mixed &&
      std::all_of(list.begin(), list.end(), [&](const SampleOperand& each) { return each.kind == left.kind; });
  const std::string_view in = negated ? " NOT IN (" : " IN (";
  std::string condition = left.condition + keyword(in);
  std::string plain = left.sql + std::string(in);
  std::string expanded = negated ? "NOT (" : "(";
  for (std::size_t i = 0; i < list.size(); ++i) {
    condition += (i == 0 ? "" : ", ") + list[i].condition;
    plain += (i == 0 ? "" : ", ") + list[i].sql;
    expanded += (i == 0 ? "" : " OR ") + compared(left, "=", list[i]);
  }
  return {condition + ")", "(" + (same ? plain : expanded) + "))"};
}

SamplePredicate ConditionGenerator::like(int depth) {
  SampleOperand left = operand(depth);
  while (left.kind == OperandKind::number) left = operand(depth);
  const bool escaped = random_.one_in(3);
  const std::string pattern = quoted(escaped ? random_.of(escaped_patterns) : random_.of(patterns));
  const std::string_view like = random_.one_in(2) ? " NOT LIKE " : " LIKE ";
  const std::string_view tail = escaped ? " ESCAPE '!'" : "";
  return {left.condition + keyword(like) + pattern + keyword(tail),
          "(CASE WHEN typeof(" + left.sql + ") = 'text' THEN " + left.sql + std::string(like) + pattern +
              std::string(tail) + " END)"};
}

SamplePredicate ConditionGenerator::between(int depth) {
  const SampleOperand value = operand(depth);
  const SampleOperand lower = beside(value, depth);
  SampleOperand upper = beside(value, depth);
  while (upper.constant && lower.constant) upper = beside(value, depth);
  const bool negated = random_.one_in(2);
  const std::string_view word = negated ? " NOT BETWEEN " : " BETWEEN ";
  const bool same = value.kind != OperandKind::mixed && value.kind == lower.kind && value.kind == upper.kind;
  const std::string plain = value.sql + std::string(word) + lower.sql + " AND " + upper.sql;
  const std::string expanded = std::string(negated ? "NOT " : "") + "(" + compared(value, ">=", lower) + " AND " +
                               compared(value, "<=", upper) + ")";
  return {value.condition + keyword(word) + lower.condition + keyword(" AND ") + upper.condition,
          "(" + (same ? plain : expanded) + ")"};
}
// NOLINTEND(misc-no-recursion)

SampleExpression sample_condition(RandomChoice& random) {
  const SamplePredicate made = ConditionGenerator(random).condition(static_cast<int>(random.below(4)));
  return {made.condition, made.sql};
}

}  // namespace sluice
