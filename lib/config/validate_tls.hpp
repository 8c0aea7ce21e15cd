// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "config/config.hpp"
#include "config/field_table.hpp"
#include "config/findings.hpp"

namespace sluice {

/// Relative paths of PEM files and secrets begin in `folder`, the configuration's.
void complete_tls(Config& config, const std::string& folder);

/// What protects the connections: pairs of keys that make no sense, PEM files that cannot be used, and credentials that
/// would travel in the clear. Reads the files.
void validate_tls(const Config& config, const PathMap& paths, Findings& findings);

}  // namespace sluice
