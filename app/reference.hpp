// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/exit_code.hpp"

namespace sluice {

enum class ReferenceFormat { yaml, markdown, metrics };

/// `sluice reference`: the configuration reference, or that of the metrics, to standard output.
ExitCode reference(ReferenceFormat format);

}  // namespace sluice
