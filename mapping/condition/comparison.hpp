// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <optional>

#include "mapping/condition/syntax_tree.hpp"
#include "mapping/value.hpp"

namespace sluice {

/// SQL's three values: nothing is unknown.
using Truth = std::optional<bool>;

/// The order of two values; `unordered` is SQL's unknown. Numbers by their exact values, 64-bit integers against
/// doubles too; text against text by bytes; flags FALSE before TRUE. Text against a number or a flag is read as one,
/// whole, or unknown. A flag against a number is unknown, and so is all against NULL.
std::partial_ordering order_of(const Value& left, const Value& right);

/// What the order says to `left <comparison> right`.
Truth holds(ComparisonKind comparison, std::partial_ordering order);

/// A value where a condition stands: flags, and the texts `true` and `false` in any letter case. All else is unknown.
Truth truth_of(const Value& value);

/// A value where a number stands: numbers, and texts that are one, whole. All else is NULL.
Value number_of(const Value& value);

}  // namespace sluice
