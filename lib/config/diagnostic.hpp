// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace sluice {

/// One thing that is wrong with a configuration. Everything in it may be printed: secrets are already replaced.
struct Diagnostic {
  enum class Level { error, warning };

  Level level = Level::error;
  std::string source;      ///< the file's name as given, or `--set key=value`
  std::size_t line = 0;    ///< 1-based; 0: the source as a whole
  std::size_t column = 0;  ///< 1-based, in bytes
  std::string key;         ///< path of the key, `mqtt.filters[1]`; empty for faults of the text
  std::string text;
  std::string hint;  ///< the remedy; may be empty
  std::string source_line;
  std::size_t caret = 0;  ///< 1-based byte of `source_line`; 0: no line to quote
};

/// `file:line:col: error: text`, the source line, a caret line, `  hint: ...`, for each.
std::string render(std::span<const Diagnostic> diagnostics);

bool has_errors(std::span<const Diagnostic> diagnostics);

/// `2 errors, 1 warning`; empty without any.
std::string count_text(std::span<const Diagnostic> diagnostics);

}  // namespace sluice
