// SPDX-License-Identifier: Apache-2.0
#include "config/load.hpp"

#include <filesystem>

#include "config/checker.hpp"
#include "config/document.hpp"
#include "config/file_findings.hpp"
#include "config/overrides.hpp"
#include "config/redact.hpp"
#include "config/shown.hpp"
#include "config/substitute.hpp"
#include "config/validate.hpp"
#include "core/text_file.hpp"

namespace sluice {

namespace {

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

}  // namespace

LoadResult load_file(const std::string& path, std::span<const std::string> overrides, OutsideCheck check) {
  const auto text = read_text_file(path, document_bytes_max);
  if (!text) return {std::nullopt, unreadable(path, text.error())};
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
    config.shown = shown_yaml(*root);
    PathMap paths;
    read_fields(*root, config, paths, findings);
    if (root->kind == Node::Kind::map) {
      complete(config, environment, paths, findings);
      validate(config, paths, findings);
      if (check != nullptr) ask_outside(check, config, paths, findings);
    }
  }
  LoadResult result;
  result.diagnostics = diagnostics_of(findings, text, name, secrets, overrides);
  if (!has_errors(result.diagnostics)) result.config = std::move(config);
  return result;
}

}  // namespace sluice
