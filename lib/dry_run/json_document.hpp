// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "config/document.hpp"
#include "config/findings.hpp"

namespace sluice {

/// Deepest nesting of a JSON text that is read.
inline constexpr std::size_t json_depth_max = 100;

/// Parses one JSON value into the tree that `parse_document` makes of YAML, each value with its place. Nothing when the
/// text is no JSON or nested too deeply; keys that stand twice in an object are reported and the first one stands.
std::optional<Node> parse_json(std::string_view text, Findings& findings);

}  // namespace sluice
