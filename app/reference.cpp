// SPDX-License-Identifier: Apache-2.0
#include "app/reference.hpp"

#include <iostream>

#include "config/reference.hpp"
#include "ops/metrics_table.hpp"

namespace sluice {

namespace {

std::string text_of(ReferenceFormat format) {
  switch (format) {
    case ReferenceFormat::yaml: return reference_yaml();
    case ReferenceFormat::markdown: return reference_markdown();
    case ReferenceFormat::metrics: return metrics_markdown();
  }
  return "";
}

}  // namespace

ExitCode reference(ReferenceFormat format) {
  std::cout << text_of(format) << std::flush;
  return ExitCode::done;
}

}  // namespace sluice
