// SPDX-License-Identifier: Apache-2.0
#include "app/reference.hpp"

#include <iostream>

#include "config/reference.hpp"

namespace sluice {

ExitCode reference(ReferenceFormat format) {
  std::cout << (format == ReferenceFormat::markdown ? reference_markdown() : reference_yaml()) << std::flush;
  return std::cout ? ExitCode::done : ExitCode::failed;
}

}  // namespace sluice
