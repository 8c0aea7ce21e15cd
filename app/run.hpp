// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "app/exit_code.hpp"

namespace sluice {

/// `sluice run`: the worker. Findings of the configuration and then the log go to standard error; returns when the task
/// has ended.
ExitCode run(const std::string& file, std::span<const std::string> overrides);

}  // namespace sluice
