// SPDX-License-Identifier: Apache-2.0
#include "config/load.hpp"

#include <algorithm>
#include <filesystem>

#include "config/checker.hpp"
#include "config/document.hpp"
#include "config/overrides.hpp"
#include "config/redact.hpp"
#include "config/source_text.hpp"
#include "config/substitute.hpp"
#include "config/validate.hpp"

namespace sluice {

namespace {

/// Turns findings into diagnostics: the one way out for a text, and so the one place that has to hide secrets.
class Publisher {
 public:
  Publisher(std::string_view text, const std::string& name, std::span<const std::string> overrides,
            std::vector<std::string> secrets)
      : name_(name), overrides_(overrides), secrets_(secrets), quoter_(text, std::move(secrets)) {}

  std::vector<Diagnostic> publish(std::vector<Finding> findings) const {
    std::stable_sort(findings.begin(), findings.end(),
                     [](const Finding& a, const Finding& b) { return a.place < b.place; });
    std::vector<Diagnostic> diagnostics;
    diagnostics.reserve(findings.size());
    for (const Finding& finding : findings) diagnostics.push_back(diagnostic(finding));
    return diagnostics;
  }

 private:
  Diagnostic diagnostic(const Finding& finding) const {
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

  const std::string& name_;
  std::span<const std::string> overrides_;
  std::vector<std::string> secrets_;
  LineQuoter quoter_;
};

std::string_view without_bom(std::string_view text) {
  constexpr std::string_view bom = "\xEF\xBB\xBF";
  return text.starts_with(bom) ? text.substr(bom.size()) : text;
}

void ask_outside(OutsideCheck check, const Config& config, const PathMap& paths, Findings& findings) {
  Checker checker(paths, findings);
  for (OutsideFault& fault : check(config)) {
    if (checker.is_sound(fault.path)) checker.error(fault.path, std::move(fault.text), std::move(fault.hint));
  }
}

LoadResult unreadable(const std::string& path, const std::string& why) {
  Diagnostic diagnostic;
  diagnostic.source = path;
  diagnostic.text = "the file cannot be read: " + why;
  return {std::nullopt, {std::move(diagnostic)}};
}

}  // namespace

LoadResult load_file(const std::string& path, std::span<const std::string> overrides, OutsideCheck check) {
  const auto text = read_text_file(path, document_bytes_max);
  if (!text) return unreadable(path, text.error());
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return load_text(*text, path, overrides, system_environment(folder), check);
}

LoadResult load_text(std::string_view text, const std::string& name, std::span<const std::string> overrides,
                     const Environment& environment, OutsideCheck check) {
  text = without_bom(text);
  Findings findings;
  std::optional<Node> root = parse_document(text, 0, findings);
  std::vector<std::string> secrets;
  Config config;
  if (root) {
    apply_overrides(overrides, *root, findings);
    substitute(*root, environment, findings);
    secrets = secret_values(*root);
    PathMap paths;
    read_fields(*root, config, paths, findings);
    if (root->kind == Node::Kind::map) {
      complete(config, environment.hostname, paths, findings);
      validate(config, paths, findings);
      if (check != nullptr) ask_outside(check, config, paths, findings);
    }
  }
  LoadResult result;
  result.diagnostics = Publisher(text, name, overrides, std::move(secrets)).publish(findings.all());
  if (!has_errors(result.diagnostics)) result.config = std::move(config);
  return result;
}

}  // namespace sluice
