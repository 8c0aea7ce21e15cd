// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/exit_code.hpp"

namespace sluice {

enum class ReferenceFormat { yaml, markdown };

/// `sluice reference`: the configuration reference to standard output.
ExitCode reference(ReferenceFormat format);

}  // namespace sluice
