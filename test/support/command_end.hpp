// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "support/sluice_process.hpp"

namespace sluice::test {

/// What a command has printed, and how it ended.
struct CommandEnd {
  int code = -1;
  std::string output;
};

inline CommandEnd run_command(const TaskFile& file, const std::string& command,
                              const std::vector<std::string>& arguments = {}) {
  SluiceProcess process(file, arguments, command);
  const int code = process.exit_code(Milliseconds{60'000});
  process.process().wait_for_line("no line has this", Milliseconds{10'000});  // until its output has ended
  return {code, process.process().output()};
}

}  // namespace sluice::test
