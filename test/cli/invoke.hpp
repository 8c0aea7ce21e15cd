// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/wait.h>

#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/process.hpp"

namespace sluice::test {

/// What the program printed, both outputs together, and its exit code.
struct Invocation {
  std::string output;
  int exit_code = -1;
};

inline std::string file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Runs a program to its end.
inline Invocation run(const Command& command) {
  Process process(command);
  const auto status = process.wait(Milliseconds{10'000});
  if (!status) throw std::runtime_error("sluice did not end within 10 s");
  process.wait_for_line("no line has this", Milliseconds{10'000});  // until its output has ended
  return {process.output(), status->code};
}

/// Runs the built `sluice` with these arguments, in `folder`.
inline Invocation invoke(const std::vector<std::string>& arguments, const std::string& folder = "") {
  std::vector<std::string> argv{SLUICE_BINARY};
  for (const std::string& argument : arguments) argv.push_back(argument);
  return run({std::move(argv), {}, folder});
}

}  // namespace sluice::test
