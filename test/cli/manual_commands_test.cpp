// SPDX-License-Identifier: Apache-2.0
// Each `sluice ...` that a manual shows, in a shell block or between backticks: its commands and options exist.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <regex>

#include "cli/commands.hpp"

using namespace sluice::test;

namespace {

/// Lines of the blocks marked `sh`, comments cut off, and what stands between backticks elsewhere on one line or two.
Words pieces_of(const std::string& manual) {
  Words pieces;
  std::string fence;
  std::string prose;
  for (const std::string& line : lines_of(manual)) {
    if (line.starts_with("```")) {
      fence = fence.empty() ? line : "";
    } else if (fence.empty()) {
      prose += line.empty() ? "\n" : line + ' ';  // an odd backtick spoils one paragraph only
    } else if (fence == "```sh") {
      pieces.push_back(line.substr(0, line.find(" #")));
    }
  }
  const std::regex span("`([^`\n]+)`");
  for (std::sregex_iterator it(prose.begin(), prose.end(), span), end; it != end; ++it) pieces.push_back((*it)[1]);
  return pieces;
}

/// The command lines of Sluice in a piece: behind a `sluice ` that begins it, or follows `sudo`, `&&`, `|` or `$(`.
Words invocations_in(const std::string& piece) {
  Words found;
  const std::regex begin(R"((^|sudo |&& |\| |\$\()(build/release/app/)?sluice (?=[a-z-]))");
  for (std::sregex_iterator it(piece.begin(), piece.end(), begin), end; it != end; ++it) {
    found.push_back(std::regex_replace(it->suffix().str(), std::regex(R"(( &&| \||;|\)).*)"), ""));
  }
  return found;
}

/// What is wrong with a command line; empty: nothing.
std::string fault_of(const std::string& line, const std::map<Words, Words>& options) {
  std::istringstream stream(line);
  Words path;
  bool is_path = true;
  for (std::string word; stream >> word;) {
    Words longer = path;
    longer.push_back(word);
    is_path = is_path && options.contains(longer);
    if (is_path) {
      path = longer;
    } else if (path.empty() && !word.starts_with("-")) {
      return "there is no command " + word;
    } else if (word.starts_with("-") && word.size() > 1) {
      const Words& known = options.at(path);
      const std::string name = word.substr(0, word.find('='));
      if (std::find(known.begin(), known.end(), name) == known.end()) return "there is no option " + name;
    }
  }
  return "";
}

}  // namespace

TEST_CASE("every command line of Sluice in the manuals has commands and options that exist") {
  std::map<Words, Words> options;
  for (const Words& path : all_commands()) options[path] = options_of(help_of(path));
  REQUIRE(fault_of("dead-letters list --config a --nope", options) == "there is no option --nope");
  REQUIRE(fault_of("chek a.yaml", options) == "there is no command chek");

  std::map<std::string, int> count;
  const std::filesystem::path root(SLUICE_SOURCE_DIR);
  std::vector<std::filesystem::path> manuals{root / "README.md"};
  for (const auto& entry : std::filesystem::directory_iterator(root / "docs")) {
    if (entry.path().extension() == ".md") manuals.push_back(entry.path());
  }
  for (const auto& manual : manuals) {
    for (const std::string& piece : pieces_of(file_text(manual.string()))) {
      for (const std::string& line : invocations_in(piece)) {
        CAPTURE(manual.filename().string(), line);
        CHECK(fault_of(line, options).empty());
        ++count[manual.filename().string()];
      }
    }
  }
  CHECK(count["operating.md"] >= 15);
  CHECK(count["README.md"] >= 1);
}
