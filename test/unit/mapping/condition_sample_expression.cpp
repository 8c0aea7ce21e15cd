// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "condition_sample.hpp"

namespace sluice {

namespace {

/// What a data expression is, if it is not NULL.
enum class Kind { text, number, mixed };

struct Operand {
  std::string condition;
  std::string sql;
  Kind kind = Kind::text;
  bool constant = false;
};

/// Precedence of a condition, so that both languages' own rules are put to the test.
enum class Binding { any_of, all_of, negation, predicate };

struct Predicate {
  std::string condition;
  std::string sql;
  Binding binding = Binding::predicate;
};

constexpr std::array<std::string_view, 7> comparisons{"=", "!=", "<>", "<", "<=", ">", ">="};
constexpr std::array<std::string_view, 9> patterns{"%", "a%", "%b", "_", "__", "a_b", "%a%b%", "\xC3\xA4%", ""};
constexpr std::array<std::string_view, 4> escaped_patterns{"50!%", "a!_b", "%!%", "!!%"};

// Depth is bounded by the first call: NOLINTBEGIN(misc-no-recursion)
class Generator {
 public:
  explicit Generator(RandomChoice& random) : random_(random) {}

  Predicate condition(int depth) {
    if (depth > 0) {
      switch (random_.below(8)) {
        case 0: return chain(" OR ", Binding::any_of, depth);
        case 1: return chain(" AND ", Binding::all_of, depth);
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

 private:
  std::string keyword(std::string_view word) {
    std::string out(word);
    if (random_.one_in(3)) {
      std::transform(out.begin(), out.end(), out.begin(),
                     [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    }
    return out;
  }

  static std::string quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) out.append(c == '\'' ? 2 : 1, c);
    return out + "'";
  }

  static Predicate wrapped(Predicate inner, Binding outer) {
    if (inner.binding > outer) return inner;
    return {"(" + inner.condition + ")", "(" + inner.sql + ")"};
  }

  Predicate chain(std::string_view joint, Binding binding, int depth) {
    Predicate out;
    const std::size_t parts = 2 + random_.below(2);
    for (std::size_t i = 0; i < parts; ++i) {
      const Predicate part = wrapped(condition(depth - 1), binding);
      out.condition += (i == 0 ? "" : keyword(joint)) + part.condition;
      out.sql.append(i == 0 ? "" : joint).append(part.sql);
    }
    out.binding = binding;
    return out;
  }

  Predicate negation(int depth) {
    // One NOT may follow another without parentheses.
    Predicate inner = condition(depth - 1);
    if (inner.binding < Binding::negation) inner = wrapped(inner, Binding::negation);
    return {keyword("NOT ") + inner.condition, "NOT " + inner.sql, Binding::negation};
  }

  Predicate plain_flag() {
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

  Predicate flag_comparison(int depth) {
    const Predicate left = condition(depth - 1);
    const Predicate right = condition(depth - 1);
    const std::string sign = ' ' + std::string(random_.of(comparisons)) + ' ';
    return {"(" + left.condition + ")" + sign + "(" + right.condition + ")",
            "((" + left.sql + ")" + sign + "(" + right.sql + "))"};
  }

  Predicate flag_choice(int depth) {
    Predicate out{keyword("CASE"), "CASE"};
    for (std::size_t i = 1 + random_.below(2); i > 0; --i) {
      const Predicate when = condition(depth - 1);
      const Predicate then = condition(depth - 1);
      out.condition += keyword(" WHEN ") + when.condition + keyword(" THEN ") + then.condition;
      out.sql += " WHEN " + when.sql + " THEN " + then.sql;
    }
    const Predicate otherwise = condition(depth - 1);
    out.condition += keyword(" ELSE ") + otherwise.condition + keyword(" END");
    out.sql += " ELSE " + otherwise.sql + " END";
    return out;
  }

  /// Kinds as the condition's rules have them: text with text as texts, anything else as numbers.
  static std::string compared(const Operand& left, std::string_view sign, const Operand& right) {
    const std::string direct = left.sql + ' ' + std::string(sign) + ' ' + right.sql;
    if (left.kind == right.kind && left.kind != Kind::mixed) return "(" + direct + ")";
    return "(CASE WHEN typeof(" + left.sql + ") = 'text' AND typeof(" + right.sql + ") = 'text' THEN " + direct +
           " ELSE num(" + left.sql + ") " + std::string(sign) + " num(" + right.sql + ") END)";
  }

  /// Something that may stand beside `left`: no number beside a constant text that is none.
  Operand beside(const Operand& left, int depth) {
    for (;;) {
      Operand right = operand(depth);
      const bool text_constant =
          (right.constant && right.kind == Kind::text) || (left.constant && left.kind == Kind::text);
      const bool number = right.kind == Kind::number || left.kind == Kind::number;
      const bool quoted_right = right.condition.starts_with('"') && !left.constant;
      if (!(text_constant && number) && !quoted_right) return right;
    }
  }

  Predicate comparison(int depth) {
    const Operand left = operand(depth);
    const Operand right = beside(left, depth);
    const std::string_view sign = random_.of(comparisons);
    const std::string_view space = random_.one_in(2) ? " " : "";
    return {left.condition + std::string(space) + std::string(sign) + std::string(space) + right.condition,
            compared(left, sign, right)};
  }

  Predicate null_check(int depth) {
    const Operand inner = operand(depth);
    const std::string_view tail = random_.one_in(2) ? " IS NULL" : " IS NOT NULL";
    return {inner.condition + keyword(tail), "(" + inner.sql + std::string(tail) + ")"};
  }

  Predicate membership(int depth) {
    const Operand left = operand(depth);
    std::vector<Operand> list;
    for (std::size_t i = 1 + random_.below(3); i > 0; --i) list.push_back(beside(left, depth));
    const bool negated = random_.one_in(2);
    const bool same = left.kind != Kind::mixed && std::all_of(list.begin(), list.end(), [&](const Operand& each) {
                        return each.kind == left.kind;
                      });
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

  Predicate like(int depth) {
    Operand left = operand(depth);
    while (left.kind == Kind::number) left = operand(depth);
    const bool escaped = random_.one_in(3);
    const std::string pattern = quoted(escaped ? random_.of(escaped_patterns) : random_.of(patterns));
    const std::string_view like = random_.one_in(2) ? " NOT LIKE " : " LIKE ";
    const std::string_view tail = escaped ? " ESCAPE '!'" : "";
    return {left.condition + keyword(like) + pattern + keyword(tail),
            "(CASE WHEN typeof(" + left.sql + ") = 'text' THEN " + left.sql + std::string(like) + pattern +
                std::string(tail) + " END)"};
  }

  Predicate between(int depth) {
    const Operand value = operand(depth);
    const Operand lower = beside(value, depth);
    Operand upper = beside(value, depth);
    while (upper.constant && lower.constant) upper = beside(value, depth);
    const bool negated = random_.one_in(2);
    const std::string_view word = negated ? " NOT BETWEEN " : " BETWEEN ";
    const bool same = value.kind != Kind::mixed && value.kind == lower.kind && value.kind == upper.kind;
    const std::string plain = value.sql + std::string(word) + lower.sql + " AND " + upper.sql;
    const std::string expanded = std::string(negated ? "NOT " : "") + "(" + compared(value, ">=", lower) + " AND " +
                                 compared(value, "<=", upper) + ")";
    return {value.condition + keyword(word) + lower.condition + keyword(" AND ") + upper.condition,
            "(" + (same ? plain : expanded) + ")"};
  }

  static Operand named(const SampleField& field, Kind kind) {
    return {std::string(field.condition), std::string(field.sql), kind};
  }

  Operand operand(int depth) {
    if (depth > 0 && random_.one_in(4)) {
      switch (random_.below(4)) {
        case 0: return text_function(depth);
        case 1: return absolute(depth);
        case 2: return coalesce(depth);
        default: return choice(depth);
      }
    }
    switch (random_.below(8)) {
      case 0: return named(random_.of(number_fields), Kind::number);
      case 1: return named(random_.of(text_fields), Kind::text);
      case 2: return named(random_.of(mixed_fields), Kind::mixed);
      case 3: {
        const std::string number(random_.of(sample_numbers));
        return {number, number, Kind::number, true};
      }
      case 4: {
        const std::string text = quoted(random_.of(sample_texts));
        return {text, text, Kind::text, true};
      }
      default: return named(random_.of(property_fields), Kind::text);
    }
  }

  Operand text_function(int depth) {
    Operand inner = operand(depth - 1);
    while (inner.kind == Kind::number) inner = operand(depth - 1);
    constexpr std::array<std::string_view, 3> names{"UPPER", "LOWER", "LENGTH"};
    const std::string name(random_.of(names));
    return {keyword(name) + "(" + inner.condition + ")",
            "(CASE WHEN typeof(" + inner.sql + ") = 'text' THEN " + name + "(" + inner.sql + ") END)",
            name == "LENGTH" ? Kind::number : Kind::text};
  }

  Operand absolute(int depth) {
    Operand inner = operand(depth - 1);
    while (inner.kind == Kind::text && inner.constant) inner = operand(depth - 1);
    return {keyword("ABS") + "(" + inner.condition + ")", "abs(num(" + inner.sql + "))", Kind::number};
  }

  static Kind joined(Kind left, Kind right) { return left == right ? left : Kind::mixed; }

  Operand coalesce(int depth) {
    Operand out = operand(depth - 1);
    out.condition = keyword("COALESCE(") + out.condition;
    out.sql = "COALESCE(" + out.sql;
    for (std::size_t i = 1 + random_.below(2); i > 0; --i) {
      const Operand next = operand(depth - 1);
      out.condition += ", " + next.condition;
      out.sql += ", " + next.sql;
      out.kind = joined(out.kind, next.kind);
    }
    return {out.condition + ")", out.sql + ")", out.kind};
  }

  Operand choice(int depth) {
    const Predicate when = condition(depth - 1);
    const Operand then = operand(depth - 1);
    const Operand otherwise = operand(depth - 1);
    const bool has_else = !random_.one_in(3);
    Operand out{keyword("CASE WHEN ") + when.condition + keyword(" THEN ") + then.condition,
                "(CASE WHEN " + when.sql + " THEN " + then.sql, then.kind};
    if (has_else) {
      out.condition += keyword(" ELSE ") + otherwise.condition;
      out.sql += " ELSE " + otherwise.sql;
      out.kind = joined(then.kind, otherwise.kind);
    }
    return {out.condition + keyword(" END"), out.sql + " END)", out.kind};
  }

  RandomChoice& random_;
};
// NOLINTEND(misc-no-recursion)

}  // namespace

SampleExpression sample_condition(RandomChoice& random) {
  const Predicate made = Generator(random).condition(static_cast<int>(random.below(4)));
  return {made.condition, made.sql};
}

}  // namespace sluice
