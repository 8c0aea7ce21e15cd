// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/document.hpp"
#include "config/environment.hpp"

namespace sluice {

/// Replaces `${env:NAME}` and `${file:PATH}` in every scalar below `node` (a file's last line end is left out), once:
/// what comes in is not looked at again. `$$` and any other `${...}` stay as they are: templates read those.
void substitute(Node& node, const Environment& environment, Findings& findings);

}  // namespace sluice
