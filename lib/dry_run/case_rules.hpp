// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/document.hpp"
#include "config/environment.hpp"
#include "config/findings.hpp"
#include "mapping/rules.hpp"

namespace sluice {

/// The rules that a case file brings along: its `task`, `mqtt` and `mapping` are those of a configuration, of which
/// only `mapping` must be there.
class CaseRules {
 public:
  /// `file` is the case file, `environment` for `${env:}` and `${file:}` in the three.
  CaseRules(const Node& file, const Environment& environment, Findings& findings);

  bool has_mapping() const { return mapping_ != nullptr; }
  /// The file's rules. Nothing, and something in the findings, with faults.
  std::optional<MappingRules> rules();
  /// The same with the keys of a case's own `mapping` over the file's.
  std::optional<MappingRules> rules_with(const Node& mapping);
  /// Secrets in what was read.
  const std::vector<std::string>& secrets() const { return secrets_; }

 private:
  std::optional<MappingRules> read(Node mapping);

  const Node* task_;
  const Node* mqtt_;
  const Node* mapping_;
  const Environment& environment_;
  Findings& findings_;
  std::vector<std::string> secrets_;
};

}  // namespace sluice
