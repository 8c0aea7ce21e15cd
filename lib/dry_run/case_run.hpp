// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "dry_run/case_file.hpp"

namespace sluice {

struct CaseReport {
  std::string text;  ///< a line for each case, the differences of those that fail, a summary
  std::size_t failed = 0;
};

/// Runs all cases: those without rules of their own with the file's, or with `config_rules` where it has none. `name`
/// is the file's.
CaseReport run_cases(const CaseFile& file, const std::optional<MappingRules>& config_rules, const std::string& name);

}  // namespace sluice
