// SPDX-License-Identifier: Apache-2.0
#include "ops/status.hpp"

namespace sluice {

std::string_view to_text(Severity severity) {
  switch (severity) {
    case Severity::debug: return "debug";
    case Severity::info: return "info";
    case Severity::warn: return "warn";
    case Severity::error: return "error";
  }
  return "";
}

std::string_view to_text(HealthWord word) {
  switch (word) {
    case HealthWord::healthy: return "healthy";
    case HealthWord::failed: return "failed";
    case HealthWord::abnormal: return "abnormal";
    case HealthWord::paused: return "paused";
  }
  return "";
}

}  // namespace sluice
