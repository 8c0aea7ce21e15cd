// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "condition_sample.hpp"

namespace sluice {

/// What a data expression is, if it is not NULL.
enum class OperandKind { text, number, mixed };

struct SampleOperand {
  std::string condition;
  std::string sql;
  OperandKind kind = OperandKind::text;
  bool constant = false;
};

/// Precedence of a condition, so that both languages' own rules are put to the test.
enum class SampleBinding { any_of, all_of, negation, predicate };

struct SamplePredicate {
  std::string condition;
  std::string sql;
  SampleBinding binding = SampleBinding::predicate;
};

/// Makes conditions in both languages. Depth is bounded by the first call.
class ConditionGenerator {
 public:
  explicit ConditionGenerator(RandomChoice& random) : random_(random) {}

  SamplePredicate condition(int depth);

 private:
  std::string keyword(std::string_view word);
  static std::string quoted(std::string_view text);

  // What is true, false or unknown (condition_sample_expression.cpp)
  static SamplePredicate wrapped(SamplePredicate inner, SampleBinding outer);
  SamplePredicate chain(std::string_view joint, SampleBinding binding, int depth);
  SamplePredicate negation(int depth);
  SamplePredicate plain_flag();
  SamplePredicate flag_comparison(int depth);
  SamplePredicate flag_choice(int depth);
  /// Kinds as the condition's rules have them: text with text as texts, anything else as numbers.
  static std::string compared(const SampleOperand& left, std::string_view sign, const SampleOperand& right);
  /// Something that may stand beside `left`: no number beside a constant text that is none.
  SampleOperand beside(const SampleOperand& left, int depth);
  SamplePredicate comparison(int depth);
  SamplePredicate null_check(int depth);
  SamplePredicate membership(int depth);
  SamplePredicate like(int depth);
  SamplePredicate between(int depth);

  // What is compared (condition_sample_operand.cpp)
  static SampleOperand named(const SampleField& field, OperandKind kind);
  SampleOperand operand(int depth);
  SampleOperand text_function(int depth);
  SampleOperand absolute(int depth);
  static OperandKind joined(OperandKind left, OperandKind right);
  SampleOperand coalesce(int depth);
  SampleOperand choice(int depth);

  RandomChoice& random_;
};

}  // namespace sluice
