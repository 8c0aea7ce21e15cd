// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "mapping/fault.hpp"
#include "mapping/fields.hpp"
#include "mapping/reading.hpp"
#include "mapping/rules.hpp"

namespace sluice {

struct ConditionTree;

/// A filter over messages, as `where` writes it: `$QoS = 1 AND k1 = 'v1'`. Its language is in docs/mapping.md, chapter
/// Filter. Immutable once parsed and cheap to copy; copies may be used from several threads at once.
class Condition {
 public:
  /// The first fault of the text, if it has one. A condition that no message can pass is a fault too, where that shows:
  /// a comparison with NULL, a flag compared with a number.
  static tl::expected<Condition, TextFault> parse(std::string_view text);

  /// Whether the condition is true of the reading's message: unknown is not. Never fails: an error of kinds is unknown.
  /// Allocates nothing, unless it calls UPPER or LOWER or looks into the payload.
  bool passes(Reading& reading) const;

  /// A field that the condition asks for, each time it does.
  struct Use {
    Field field;
    std::size_t offset;  ///< of its name in the text
  };
  std::vector<Use> uses() const;

 private:
  explicit Condition(std::shared_ptr<const ConditionTree> tree) : tree_(std::move(tree)) {}

  std::shared_ptr<const ConditionTree> tree_;
};

/// Parses the condition that stands under `key`, and finds what it asks for but can never have: an extended field that
/// the rules do not map. Faults are appended.
std::optional<Condition> compile_condition(const std::string& key, std::string_view text, const MappingRules& rules,
                                           std::vector<MappingFault>& faults);

}  // namespace sluice
