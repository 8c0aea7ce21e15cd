// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <tl/expected.hpp>

#include "mapping/condition/token.hpp"
#include "mapping/fault.hpp"

namespace sluice {

/// Cuts a condition's text into tokens, one at a time, so that the first fault of a text is the one that is told.
class ConditionLexer {
 public:
  explicit ConditionLexer(std::string_view text) : text_(text) {}

  /// The next token; at the end one of kind `end`, again and again.
  tl::expected<ConditionToken, TextFault> next();

 private:
  ConditionToken take(TokenKind kind, std::size_t end);
  ConditionToken word();
  ConditionToken number();
  tl::expected<ConditionToken, TextFault> quoted_text();
  tl::expected<ConditionToken, TextFault> quoted_name();
  tl::expected<ConditionToken, TextFault> field();
  tl::expected<ConditionToken, TextFault> symbol();

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace sluice
