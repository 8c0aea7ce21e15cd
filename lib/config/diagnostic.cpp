// SPDX-License-Identifier: Apache-2.0
#include "config/diagnostic.hpp"

#include <algorithm>

namespace sluice {

namespace {

std::string place_text(const Diagnostic& diagnostic) {
  std::string text = diagnostic.source;
  if (diagnostic.line > 0) {
    text += ':' + std::to_string(diagnostic.line) + ':' + std::to_string(diagnostic.column);
  }
  return text;
}

/// Blanks up to the caret: tabs stay tabs, and a character of several bytes is one column.
std::string caret_line(const Diagnostic& diagnostic) {
  std::string text;
  for (const char c : diagnostic.source_line.substr(0, diagnostic.caret - 1)) {
    const bool is_continuation = (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
    if (!is_continuation) text += c == '\t' ? '\t' : ' ';
  }
  return text + '^';
}

std::size_t count(std::span<const Diagnostic> diagnostics, Diagnostic::Level level) {
  return static_cast<std::size_t>(
      std::count_if(diagnostics.begin(), diagnostics.end(), [level](const Diagnostic& d) { return d.level == level; }));
}

std::string counted(std::size_t count, const std::string& word) {
  return std::to_string(count) + ' ' + word + (count == 1 ? "" : "s");
}

}  // namespace

std::string render(std::span<const Diagnostic> diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) {
    const char* level = diagnostic.level == Diagnostic::Level::error ? ": error: " : ": warning: ";
    text += place_text(diagnostic) + level + diagnostic.text + '\n';
    if (diagnostic.caret > 0) text += "  " + diagnostic.source_line + "\n  " + caret_line(diagnostic) + '\n';
    if (!diagnostic.hint.empty()) text += "  hint: " + diagnostic.hint + '\n';
  }
  return text;
}

bool has_errors(std::span<const Diagnostic> diagnostics) { return count(diagnostics, Diagnostic::Level::error) > 0; }

std::string count_text(std::span<const Diagnostic> diagnostics) {
  const std::size_t errors = count(diagnostics, Diagnostic::Level::error);
  const std::size_t warnings = count(diagnostics, Diagnostic::Level::warning);
  std::string text = errors > 0 ? counted(errors, "error") : "";
  if (warnings > 0) text += (text.empty() ? "" : ", ") + counted(warnings, "warning");
  return text;
}

}  // namespace sluice
