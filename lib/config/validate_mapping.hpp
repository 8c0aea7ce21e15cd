// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.hpp"
#include "config/field_table.hpp"
#include "config/findings.hpp"

namespace sluice {

/// Checks the `mapping` section as the worker will compile it: faults inside templates and conditions, and routes that
/// never take a message.
void validate_mapping(const Config& config, const PathMap& paths, Findings& findings);

}  // namespace sluice
