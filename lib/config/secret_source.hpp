// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/result.hpp"
#include "core/secret.hpp"

namespace sluice {

/// Where a secret comes from, if that can change while the process lives: from `${file:PATH}`.
struct SecretSource {
  std::string written;  ///< the value as the configuration has it; empty: it cannot change
  std::string folder;   ///< in which relative paths begin

  bool can_change() const { return !written.empty(); }
};

/// What the value is now. The error names the file and why it cannot be read.
Result<Secret> read_again(const SecretSource& source);

}  // namespace sluice
