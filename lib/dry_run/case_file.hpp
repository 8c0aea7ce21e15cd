// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostic.hpp"
#include "config/environment.hpp"
#include "dry_run/expectation.hpp"
#include "dry_run/message_file.hpp"
#include "mapping/rules.hpp"

namespace sluice {

/// A message and what must become of it.
struct MappingCase {
  std::string name;
  std::size_t line = 0;  ///< where it begins
  WrittenMessage message;
  Expectation expect;
  std::optional<MappingRules> rules;  ///< of its own; absent: those of the file or of the configuration
};

struct CaseFile {
  std::optional<MappingRules> rules;  ///< absent: the file has no `mapping`
  std::vector<MappingCase> cases;
};

struct CaseFileResult {
  std::optional<CaseFile> file;  ///< absent with errors
  std::vector<Diagnostic> diagnostics;
};

/// Whose mapping the cases try.
enum class RulesFrom {
  config,    ///< that of a configuration: the file must have none
  case_file  ///< the file's own
};

/// Reads a case file (docs/mapping.md, "Case files"). `name` is what diagnostics call it.
CaseFileResult load_cases(std::string_view text, const std::string& name, RulesFrom rules_from,
                          const Environment& environment, const MessageSurroundings& surroundings);

}  // namespace sluice
