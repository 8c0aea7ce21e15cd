// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "config/document.hpp"

namespace sluice {

/// Sets each `key.path=value` in the tree. The value is a text, or YAML when it begins with `[`, `{` or a quote. The
/// n-th one is source n of the findings, so that faults of its value point to it.
void apply_overrides(std::span<const std::string> overrides, Node& root, Findings& findings);

/// `--set key=value` as it may be printed: without secrets.
std::string override_name(const std::string& override);

}  // namespace sluice
