// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mapping/condition/syntax_tree.hpp"

namespace sluice {

/// What is known of a value before any message is. User properties and paths into the payload may be anything.
enum class StaticKind { any, null, flag, number, text };

StaticKind static_kind(const ConditionTree& tree, NodeIndex index);

}  // namespace sluice
