// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostic.hpp"
#include "config/findings.hpp"

namespace sluice {

/// What was found in one file and in the overrides over it, in the order of the places, with the file's lines quoted;
/// all of it without secrets, the values in `secrets` among them. `name` is what diagnostics call the file.
std::vector<Diagnostic> diagnostics_of(const Findings& findings, std::string_view text, const std::string& name,
                                       const std::vector<std::string>& secrets = {},
                                       std::span<const std::string> overrides = {});

/// A file that cannot be read, as a diagnostic.
std::vector<Diagnostic> unreadable(const std::string& name, const std::string& why);

}  // namespace sluice
