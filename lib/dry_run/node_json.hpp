// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "config/document.hpp"

namespace sluice {

// A `Node` as JSON. In YAML and JSON alike, what is written without quotes as a number, `true` or `false` is one; every
// other scalar is a text, and what is empty is null.

/// Whether a scalar is a number, `true` or `false`, not a text.
bool is_literal(const Node& node);

/// JSON without spaces, keys in the order of the source, numbers spelled as there.
std::string json_of(const Node& node);

/// Whether two values are the same JSON: whatever the order of keys and the spelling of numbers.
bool is_same_json(const Node& a, const Node& b);

}  // namespace sluice
