// SPDX-License-Identifier: Apache-2.0
#include "common/program.hpp"

#include <cstdio>
#include <exception>

namespace sluice::bench {

int run_program(const char* name, int (*run)(int argc, char** argv), int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", name, error.what());
    return 1;
  }
}

}  // namespace sluice::bench
