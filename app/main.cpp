// SPDX-License-Identifier: Apache-2.0
#include <exception>
#include <iostream>

#include "app/cli.hpp"
#include "core/allocator.hpp"

namespace {

using sluice::ExitCode;

/// A full disk, or a standard output that is closed: what was asked for has not arrived.
ExitCode after_output(ExitCode code) {
  std::cout.flush();
  if (std::cout) return code;
  std::cerr << "sluice: standard output cannot be written: what belongs there is lost; is the disk full?\n";
  return code == ExitCode::done ? ExitCode::failed : code;
}

}  // namespace

int main(int argc, char** argv) {
  sluice::tune_allocator();
  try {
    return static_cast<int>(after_output(sluice::run_command_line(argc, argv)));
  } catch (const std::exception& error) {
    std::cerr << "sluice: " << error.what() << '\n';
    return static_cast<int>(sluice::ExitCode::failed);
  }
}
