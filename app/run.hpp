// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.hpp"

namespace sluice {

/// `sluice run`: runs the task until it ends; returns the exit code.
int run(const Config& config);

}  // namespace sluice
