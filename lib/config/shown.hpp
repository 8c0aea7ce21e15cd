// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "config/document.hpp"

namespace sluice {

/// The document as YAML, in one form whatever it was written in, without secrets: what stands below a secret key is
/// `***`, and what came from the environment or a file is the reference that asked for it.
std::string shown_yaml(const Node& root);

}  // namespace sluice
