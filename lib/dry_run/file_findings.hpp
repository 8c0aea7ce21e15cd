// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostic.hpp"
#include "config/findings.hpp"

namespace sluice {

/// What was found in one file, in the order of the places, with the source lines quoted: without secrets, `values`
/// among them. `name` is what diagnostics call the file.
std::vector<Diagnostic> diagnostics_of(const Findings& findings, std::string_view text, const std::string& name,
                                       const std::vector<std::string>& values = {});

/// A file that cannot be read, as a diagnostic.
std::vector<Diagnostic> unreadable(const std::string& name, const std::string& why);

}  // namespace sluice
