// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sluice::bench {

/// What each `main` is: calls `run(argc, argv)` and returns its exit code. What it throws becomes one line on standard
/// error behind the program's name, and exit code 1.
int run_program(const char* name, int (*run)(int argc, char** argv), int argc, char** argv);

}  // namespace sluice::bench
