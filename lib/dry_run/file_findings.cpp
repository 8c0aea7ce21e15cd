// SPDX-License-Identifier: Apache-2.0
#include "dry_run/file_findings.hpp"

#include <algorithm>

#include "config/redact.hpp"

namespace sluice {

std::vector<Diagnostic> diagnostics_of(const Findings& findings, std::string_view text, const std::string& name,
                                       const std::vector<std::string>& values) {
  std::vector<Finding> sorted = findings.all();
  if (sorted.empty()) return {};
  std::stable_sort(sorted.begin(), sorted.end(), [](const Finding& a, const Finding& b) { return a.place < b.place; });
  const LineQuoter quoter(text, values);
  std::vector<Diagnostic> diagnostics;
  for (const Finding& finding : sorted) {
    Diagnostic diagnostic;
    diagnostic.level = finding.level;
    diagnostic.source = name;
    diagnostic.key = finding.key;
    diagnostic.text = redact_text(finding.text, values);
    diagnostic.hint = redact_text(finding.hint, values);
    diagnostic.line = finding.place.line;
    diagnostic.column = finding.place.column;
    const auto quote = quoter.quote(finding.place.line, finding.place.column);
    diagnostic.source_line = quote.text;
    diagnostic.caret = quote.text.empty() ? 0 : quote.caret;
    diagnostics.push_back(std::move(diagnostic));
  }
  return diagnostics;
}

std::vector<Diagnostic> unreadable(const std::string& name, const std::string& why) {
  Diagnostic diagnostic;
  diagnostic.source = name;
  diagnostic.text = "the file cannot be read: " + why;
  return {std::move(diagnostic)};
}

}  // namespace sluice
