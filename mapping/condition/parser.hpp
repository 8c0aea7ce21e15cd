// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "mapping/condition/lexer.hpp"
#include "mapping/condition/static_kind.hpp"
#include "mapping/condition/syntax_tree.hpp"
#include "mapping/fault.hpp"

namespace sluice {

/// What a condition may be at most: neither its memory nor the stack of its evaluation is left to its author.
inline constexpr std::size_t condition_bytes_max = 4096;
inline constexpr int condition_depth_max = 64;

/// Recursive descent over the grammar of docs/mapping.md, chapter Filter. The first fault wins: it turns the rest of
/// the text into nothing, so that every rule finds its way out by itself; what rules return after it means nothing.
class ConditionParser {
 public:
  explicit ConditionParser(std::string_view text) : text_(text), lexer_(text) {}

  tl::expected<ConditionTree, TextFault> run();

 private:
  /// One level deeper as long as it stands.
  class DepthGuard {
   public:
    explicit DepthGuard(int& depth) : depth_(depth) { ++depth_; }
    DepthGuard(const DepthGuard&) = delete;
    DepthGuard& operator=(const DepthGuard&) = delete;
    ~DepthGuard() { --depth_; }

   private:
    int& depth_;
  };

  // parser.cpp: from the whole down to the predicates.
  NodeIndex expression();
  NodeIndex conjunction();
  NodeIndex chain(TokenKind joint, NodeKind kind, NodeIndex (ConditionParser::*part)());
  NodeIndex inversion();
  NodeIndex predicate();
  NodeIndex predicate_of(NodeIndex left);
  NodeIndex comparison(NodeIndex left);
  NodeIndex null_check(NodeIndex operand);
  NodeIndex membership(NodeIndex operand, bool negated);
  NodeIndex like(NodeIndex operand, bool negated);
  NodeIndex between(NodeIndex operand, bool negated);
  std::optional<char> escape();

  // operand_parser.cpp
  NodeIndex operand();
  /// What `left` is compared with. A name in double quotes is refused there, for it was most likely meant as a text.
  NodeIndex right_operand(NodeIndex left);
  NodeIndex no_operand();
  NodeIndex constant();
  NodeIndex name();
  NodeIndex user_property(std::string name, std::size_t begin);
  NodeIndex field();
  NodeIndex call(const ConditionToken& function);
  NodeIndex choice();
  NodeIndex group();

  // parser_base.cpp: tokens and faults.
  bool at(TokenKind kind) const { return token_.kind == kind; }
  void advance();
  bool accept(TokenKind kind);
  void fail(std::size_t offset, std::string text, std::string hint);
  void fail_here(std::string text, std::string hint);
  void fail_unexpected();
  void take_fault(std::optional<TextFault> fault);
  std::string shown_token() const;
  void close_group(std::size_t open);
  bool check_depth(std::size_t offset);

  // parser_base.cpp: the tree.
  NodeIndex add(ConditionNode node, std::size_t begin, const std::vector<NodeIndex>& children = {});
  NodeIndex add_constant(Value value, std::size_t begin);
  NodeIndex add_field(Field field, std::size_t begin);
  std::size_t begin_of(NodeIndex node) const;
  void require_truth(NodeIndex node);
  void require_comparable(NodeIndex left, NodeIndex right);
  void require_kind(NodeIndex node, StaticKind wanted, std::string_view user);

  std::string_view text_;
  ConditionLexer lexer_;
  ConditionToken token_;
  ConditionToken previous_;
  int depth_ = 0;
  ConditionTree tree_;
  std::optional<TextFault> fault_;
};

}  // namespace sluice
