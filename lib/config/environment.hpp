// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/result.hpp"

namespace sluice {

/// What a configuration may ask of the machine; tests give their own.
struct Environment {
  std::function<std::optional<std::string>(const std::string& name)> variable;
  /// The content of a file; the error says why it cannot be read: "No such file or directory".
  std::function<Result<std::string>(const std::string& path)> read_file;
  std::string folder;  ///< in which relative paths begin; empty: the working directory
  std::string hostname;
};

/// The real one; relative paths of `read_file` begin in `folder` (empty: the working directory).
Environment system_environment(const std::string& folder);

}  // namespace sluice
