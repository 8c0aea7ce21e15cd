// SPDX-License-Identifier: Apache-2.0
#include "mapping/condition/condition.hpp"

#include "mapping/condition/evaluator.hpp"
#include "mapping/condition/parser.hpp"

namespace sluice {

tl::expected<Condition, TextFault> Condition::parse(std::string_view text) {
  auto tree = ConditionParser(text).run();
  if (!tree) return tl::unexpected(std::move(tree.error()));
  return Condition(std::make_shared<const ConditionTree>(std::move(*tree)));
}

bool Condition::passes(Reading& reading) const {
  const auto root = static_cast<NodeIndex>(tree_->nodes.size() - 1);
  return ConditionEvaluator(*tree_, reading).truth(root) == true;
}

std::vector<Condition::Use> Condition::uses() const {
  std::vector<Use> all;
  for (std::size_t i = 0; i < tree_->fields.size(); ++i) all.push_back({tree_->fields[i], tree_->field_offsets[i]});
  return all;
}

std::optional<Condition> compile_condition(const std::string& key, std::string_view text, const MappingRules& rules,
                                           std::vector<MappingFault>& faults) {
  auto parsed = Condition::parse(text);
  if (!parsed) {
    TextFault& fault = parsed.error();
    faults.push_back({key, fault.offset, std::move(fault.text), std::move(fault.hint)});
    return std::nullopt;
  }
  for (const Condition::Use& use : parsed->uses()) {
    if (auto fault = check_mapped(use.field.id, rules.extended)) {
      faults.push_back({key, use.offset, std::move(fault->text), std::move(fault->hint)});
    }
  }
  return std::move(*parsed);
}

}  // namespace sluice
