// SPDX-License-Identifier: Apache-2.0
#include <exception>
#include <iostream>

#include "app/cli.hpp"
#include "core/allocator.hpp"

int main(int argc, char** argv) {
  sluice::tune_allocator();
  try {
    return static_cast<int>(sluice::run_command_line(argc, argv));
  } catch (const std::exception& error) {
    std::cerr << "sluice: " << error.what() << '\n';
    return static_cast<int>(sluice::ExitCode::failed);
  }
}
