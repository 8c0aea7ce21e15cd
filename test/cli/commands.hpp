// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "cli/invoke.hpp"

namespace sluice::test {

using Words = std::vector<std::string>;

inline Words lines_of(const std::string& text) {
  std::istringstream stream(text);
  Words lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

inline std::string help_of(Words path) {
  path.emplace_back("--help");
  return invoke(path).output;
}

/// First words of the lines of a help text that begin with two spaces and `first`; those of options are split at `,`.
inline Words listed(const std::string& help, const std::string& section, bool (*is_first)(char)) {
  Words found;
  bool is_inside = false;
  for (const std::string& line : lines_of(help)) {
    if (!line.empty() && line.front() != ' ') is_inside = line == section;
    if (!is_inside || line.size() < 3 || !line.starts_with("  ") || !is_first(line[2])) continue;
    std::istringstream names(line.substr(2, line.find(' ', 2) - 2));
    for (std::string name; std::getline(names, name, ',');) found.push_back(name);
  }
  return found;
}

inline Words commands_of(const std::string& help) {
  return listed(help, "Subcommands:", [](char c) { return c >= 'a' && c <= 'z'; });
}

inline Words options_of(const std::string& help) {
  return listed(help, "Options:", [](char c) { return c == '-'; });
}

/// Each command, and each command below one, as a path of words; the first is the program itself, without any.
inline std::vector<Words> all_commands() {
  std::vector<Words> paths{{}};
  for (std::size_t i = 0; i < paths.size(); ++i) {
    for (const std::string& name : commands_of(help_of(paths[i]))) {
      paths.push_back(paths[i]);
      paths.back().push_back(name);
    }
  }
  return paths;
}

}  // namespace sluice::test
