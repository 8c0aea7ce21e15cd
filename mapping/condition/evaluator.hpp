// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <forward_list>
#include <string>

#include "mapping/condition/comparison.hpp"
#include "mapping/condition/syntax_tree.hpp"
#include "mapping/reading.hpp"

namespace sluice {

/// Evaluates a tree on one message. Lives as long as the one evaluation: texts that functions make are in here. Its
/// depth is the tree's, which the parser bounds.
class ConditionEvaluator {
 public:
  ConditionEvaluator(const ConditionTree& tree, Reading& reading) : tree_(tree), reading_(reading) {}

  Truth truth(NodeIndex index);
  Value value(NodeIndex index);

 private:
  Truth any_of(const ConditionNode& node);
  Truth all_of(const ConditionNode& node);
  Truth comparison(const ConditionNode& node);
  Truth membership(const ConditionNode& node);
  Truth like(const ConditionNode& node);
  Truth between(const ConditionNode& node);
  Value choice(const ConditionNode& node);
  Value call(const ConditionNode& node);

  const ConditionTree& tree_;
  Reading& reading_;
  std::forward_list<std::string> texts_;  // allocates nothing while empty
};

}  // namespace sluice
