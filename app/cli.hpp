// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/exit_code.hpp"

namespace sluice {

/// Reads the command line and does what it asks for.
ExitCode run_command_line(int argc, const char* const* argv);

}  // namespace sluice
