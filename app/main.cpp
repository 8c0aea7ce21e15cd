// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include <array>
#include <exception>
#include <iostream>

#include "app/cli.hpp"
#include "core/allocator.hpp"

namespace {

using sluice::ExitCode;

/// A standard stream that is closed would give its number to the next socket, and that one would get our texts. Opened
/// the wrong way round, it fails as before.
void keep_standard_streams() {
  constexpr std::array ways{O_WRONLY, O_RDONLY, O_RDONLY};
  for (int number = 0; number < 3; ++number) {
    // The lowest free number is taken: this one.
    if (::fcntl(number, F_GETFD) < 0) static_cast<void>(::open("/dev/null", ways.at(static_cast<std::size_t>(number))));
  }
}

/// A full disk, or a standard output that is closed: what was asked for has not arrived.
ExitCode after_output(ExitCode code) {
  std::cout.flush();
  if (std::cout) return code;
  std::cerr << "sluice: standard output cannot be written: what belongs there is lost; is the disk full?\n";
  return code == ExitCode::done ? ExitCode::failed : code;
}

}  // namespace

int main(int argc, char** argv) {
  keep_standard_streams();
  sluice::tune_allocator();
  try {
    return static_cast<int>(after_output(sluice::run_command_line(argc, argv)));
  } catch (const std::exception& error) {
    std::cerr << "sluice: " << error.what() << '\n';
    return static_cast<int>(sluice::ExitCode::failed);
  }
}
