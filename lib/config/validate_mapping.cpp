// SPDX-License-Identifier: Apache-2.0
#include "config/validate_mapping.hpp"

#include <algorithm>

#include "config/checker.hpp"
#include "config/source_text.hpp"
#include "mapping/mapper.hpp"
#include "mapping/route_check.hpp"

namespace sluice {

namespace {

std::string path_of(const MappingFault& fault) { return "mapping." + fault.key; }

/// Whether the fault shows in a route only because the route takes over what the mapping says, where it is found too.
bool is_inherited(const MappingFault& fault, const std::vector<MappingFault>& all, const Checker& checker) {
  if (!fault.key.starts_with("routes[") || checker.is_given(path_of(fault))) return false;
  const std::string own_key = fault.key.substr(fault.key.find("].") + 2);
  return std::any_of(all.begin(), all.end(), [&](const MappingFault& other) {
    return other.key == own_key && other.offset == fault.offset && other.text == fault.text;
  });
}

/// Whether no value whose path begins so is at fault.
bool are_sound(const Findings& findings, std::string_view beginning) {
  return std::none_of(findings.all().begin(), findings.all().end(), [beginning](const Finding& finding) {
    return finding.level == Diagnostic::Level::error && finding.key.starts_with(beginning);
  });
}

}  // namespace

void validate_mapping(const Config& config, const PathMap& paths, Findings& findings) {
  Checker checker(paths, findings);
  MappingRules rules = config.mapping;
  // With a preset that is not known, nobody can say which extended fields there are.
  if (!checker.is_sound("mapping.extended_fields.preset")) rules.extended = {"?", "?", "?", "?", "?"};
  std::vector<MappingFault> faults;
  if (const auto mapper = Mapper::compile(rules); !mapper) faults = mapper.error();
  for (const MappingFault& fault : faults) {
    const std::string path = path_of(fault);
    if (!checker.is_sound(path) || is_inherited(fault, faults, checker)) continue;
    checker.error(path, '`' + clipped(path) + "`: " + fault.text, fault.hint, fault.offset);
  }
  if (!are_sound(findings, "mapping.") || !are_sound(findings, "mqtt.filters")) return;
  for (const MappingFault& doubt : check_routes(rules)) {
    const std::string path = path_of(doubt);
    checker.warning(path, '`' + clipped(path) + "`: " + doubt.text, doubt.hint);
  }
}

}  // namespace sluice
