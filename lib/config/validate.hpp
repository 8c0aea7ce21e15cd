// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.hpp"
#include "config/environment.hpp"
#include "config/field_table.hpp"
#include "config/findings.hpp"

namespace sluice {

/// Fills in what depends on other fields: the group, the client id, `${task}` and `${hostname}` in both, what the
/// mapping needs of the rest, and the folder of relative paths.
void complete(Config& config, const Environment& environment, const PathMap& paths, Findings& findings);

/// Checks what no field can know alone. Faults are reported at the value, or at its section when it is a default.
void validate(const Config& config, const PathMap& paths, Findings& findings);

}  // namespace sluice
