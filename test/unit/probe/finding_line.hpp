// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "probe/step.hpp"

namespace sluice::test {

/// "failed for good: text; remedy".
inline std::string line(const StepFinding& finding) {
  std::string text(to_text(finding.verdict));
  if (finding.is_for_good) text += " for good";
  text += ": " + finding.text;
  return finding.remedy.empty() ? text : text + "; " + finding.remedy;
}

}  // namespace sluice::test
