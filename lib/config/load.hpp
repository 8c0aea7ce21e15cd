// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"
#include "config/diagnostic.hpp"
#include "config/environment.hpp"

namespace sluice {

struct LoadResult {
  std::optional<Config> config;         ///< absent with errors
  std::vector<Diagnostic> diagnostics;  ///< in the order of their places, the file's before the overrides'
};

/// What somebody above this folder, who reads a value with a library of its own, finds wrong with it.
struct OutsideFault {
  std::string path;  ///< `kafka.properties.linger.ms`
  std::string text;
  std::string hint;
};
using OutsideCheck = std::vector<OutsideFault> (*)(const Config& config);

/// Reads the file, sets each override `key.path=value`, and checks it all. What cannot be read is a diagnostic too.
/// Relative paths in `${file:PATH}` begin in the file's folder. `check` looks at values that nothing is wrong with so
/// far.
LoadResult load_file(const std::string& path, std::span<const std::string> overrides = {},
                     OutsideCheck check = nullptr);

/// The same of a text; `name` is what diagnostics call it.
LoadResult load_text(std::string_view text, const std::string& name, std::span<const std::string> overrides,
                     const Environment& environment, OutsideCheck check = nullptr);

}  // namespace sluice
