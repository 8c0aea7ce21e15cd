// SPDX-License-Identifier: Apache-2.0
#include "app/check.hpp"

#include <iostream>

#include "config/load.hpp"
#include "kafka/settings.hpp"

namespace sluice {

ExitCode check(const std::string& file, std::span<const std::string> overrides) {
  const LoadResult result = load_file(file, overrides, refused_properties);
  std::cerr << render(result.diagnostics) << std::flush;
  const std::string counts = count_text(result.diagnostics);
  if (!result.config) {
    std::cout << file << ": " << counts << '\n';
    return ExitCode::bad_input;
  }
  std::cout << file << ": ok" << (counts.empty() ? "" : ", ") << counts << '\n';
  return ExitCode::done;
}

}  // namespace sluice
