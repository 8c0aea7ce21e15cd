// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace sluice {

/// Every key with its type, range, default and meaning, as YAML that is itself a valid configuration.
std::string reference_yaml();

/// The same as the page docs/configuration.md.
std::string reference_markdown();

}  // namespace sluice
