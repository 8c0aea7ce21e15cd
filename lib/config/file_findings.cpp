// SPDX-License-Identifier: Apache-2.0
#include "config/file_findings.hpp"

#include <algorithm>
#include <cstddef>

#include "config/overrides.hpp"
#include "config/redact.hpp"

namespace sluice {

namespace {

// Nobody reads more, and each of them is searched for each secret of the file.
constexpr std::size_t diagnostics_max = 1000;

/// In place of those beyond the bound; an error where one of them is.
Finding too_many(std::span<const Finding> rest) {
  const bool has_error =
      std::any_of(rest.begin(), rest.end(), [](const Finding& each) { return each.level == Diagnostic::Level::error; });
  return {has_error ? Diagnostic::Level::error : Diagnostic::Level::warning,
          {rest.front().place.source, 0, 0},
          "",
          std::to_string(rest.size()) + " more findings are not shown",
          "mend these first; or is this not the configuration file?"};
}

/// Turns findings into diagnostics: the one way out for a text, and so the one place that has to hide secrets.
class Publisher {
 public:
  Publisher(std::string_view text, const std::string& name, const std::vector<std::string>& secrets,
            std::span<const std::string> overrides)
      : name_(name), secrets_(secrets), overrides_(overrides), quoter_(text, secrets) {}

  Diagnostic publish(const Finding& finding) const {
    Diagnostic result;
    result.level = finding.level;
    result.key = finding.key;
    result.text = redact_text(finding.text, secrets_);
    result.hint = redact_text(finding.hint, secrets_);
    const Place& place = finding.place;
    result.source = place.source == 0 ? name_ : override_name(overrides_[place.source - 1]);
    if (place.source > 0 || place.line == 0) return result;
    result.line = place.line;
    result.column = place.column;
    const auto quote = quoter_.quote(place.line, place.column);
    result.source_line = quote.text;
    result.caret = quote.text.empty() ? 0 : quote.caret;
    return result;
  }

 private:
  const std::string& name_;
  const std::vector<std::string>& secrets_;
  std::span<const std::string> overrides_;
  LineQuoter quoter_;
};

}  // namespace

std::vector<Diagnostic> diagnostics_of(const Findings& findings, std::string_view text, const std::string& name,
                                       const std::vector<std::string>& secrets,
                                       std::span<const std::string> overrides) {
  std::vector<Finding> sorted = findings.all();
  if (sorted.empty()) return {};
  std::stable_sort(sorted.begin(), sorted.end(), [](const Finding& a, const Finding& b) { return a.place < b.place; });
  if (sorted.size() > diagnostics_max) {
    Finding rest = too_many(std::span<const Finding>(sorted).subspan(diagnostics_max));
    sorted.resize(diagnostics_max);
    sorted.push_back(std::move(rest));
  }
  const Publisher publisher(text, name, secrets, overrides);
  std::vector<Diagnostic> diagnostics;
  diagnostics.reserve(sorted.size());
  for (const Finding& finding : sorted) diagnostics.push_back(publisher.publish(finding));
  return diagnostics;
}

std::vector<Diagnostic> unreadable(const std::string& name, const std::string& why) {
  Diagnostic diagnostic;
  diagnostic.source = name;
  diagnostic.text = "the file cannot be read: " + why;
  return {std::move(diagnostic)};
}

}  // namespace sluice
