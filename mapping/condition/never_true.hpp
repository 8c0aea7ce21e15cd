// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "mapping/condition/static_kind.hpp"
#include "mapping/condition/syntax_tree.hpp"
#include "mapping/fault.hpp"

namespace sluice {

/// The fault of a comparison that no message can make true: with NULL, of a flag with a number, of a number with a text
/// that is none, of the topic with a wildcard. `text` is the whole condition.
std::optional<TextFault> check_comparable(const ConditionTree& tree, std::string_view text, NodeIndex left,
                                          NodeIndex right);

/// The fault of a topic that is held against a text with MQTT's wildcards, at `offset`: topics have none.
std::optional<TextFault> check_topic(const ConditionTree& tree, NodeIndex operand, std::string_view text,
                                     std::size_t offset);

/// The fault of bounds that nothing lies between.
std::optional<TextFault> check_bounds(const ConditionTree& tree, std::string_view text, NodeIndex lower,
                                      NodeIndex upper);

/// The fault of a condition that no message can make true because it is a number, a text or NULL.
std::optional<TextFault> check_truth(const ConditionTree& tree, std::string_view text, NodeIndex node);

/// The fault of a value that is never of the kind wanted, StaticKind::number or StaticKind::text, by `user`: LIKE,
/// UPPER.
std::optional<TextFault> check_wanted(const ConditionTree& tree, std::string_view text, NodeIndex node,
                                      StaticKind wanted, std::string_view user);

}  // namespace sluice
