// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "app/exit_code.hpp"

namespace sluice {

/// `sluice check`: all findings to standard error, the verdict in one line to standard output. Connects nowhere.
ExitCode check(const std::string& file, std::span<const std::string> overrides);

}  // namespace sluice
