// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "config/findings.hpp"
#include "config/node.hpp"

namespace sluice {

/// Largest configuration, in bytes, and deepest nesting that is read.
inline constexpr std::size_t document_bytes_max = 1U << 20U;
inline constexpr std::size_t document_depth_max = 16;

/// Parses one YAML document of plain values. Refused: what is not UTF-8, NUL, anchors and aliases, tags, keys that are
/// no text, duplicate keys, more than one document, the bounds above. An empty text is an empty map.
/// Nothing when the text is no YAML; duplicate keys are reported and the first one stands.
std::optional<Node> parse_document(std::string_view text, std::size_t source, Findings& findings);

}  // namespace sluice
