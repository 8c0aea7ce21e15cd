// SPDX-License-Identifier: Apache-2.0
#include "dry_run/case_run.hpp"

#include <algorithm>

#include "dry_run/difference.hpp"
#include "dry_run/dry_run.hpp"

namespace sluice {

namespace {

std::string failure_text(const MappingCase& tried, const std::vector<Difference>& found, const std::string& file) {
  std::string text = "FAILED  " + tried.name + "  (" + file + ':' + std::to_string(tried.line) + ")\n";
  for (const Difference& difference : found) {
    text += "          " + difference.what + "\n            expected  " + difference.expected +
            "\n            got       " + difference.actual + '\n';
  }
  return text;
}

}  // namespace

CaseReport run_cases(const CaseFile& file, const std::optional<MappingRules>& config_rules, const std::string& name) {
  const auto& rules = file.rules ? file.rules : config_rules;
  std::optional<DryRun> common;
  if (rules) common.emplace(*rules);
  CaseReport report;
  for (const MappingCase& tried : file.cases) {
    std::optional<DryRun> own;
    if (tried.rules) own.emplace(*tried.rules);
    const auto found = differences(tried.expect, (own ? own : common).value().run(tried.message));
    if (!found.empty()) ++report.failed;
    report.text += found.empty() ? "ok      " + tried.name + '\n' : failure_text(tried, found, name);
  }
  const std::size_t count = file.cases.size();
  report.text += name + ": " + std::to_string(count) + (count == 1 ? " case, " : " cases, ") +
                 (report.failed == 0 ? "all ok" : std::to_string(report.failed) + " failed") + '\n';
  return report;
}

}  // namespace sluice
