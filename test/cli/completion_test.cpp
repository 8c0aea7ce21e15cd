// SPDX-License-Identifier: Apache-2.0
// What is said about the commands outside the program: completion in bash, the manual page.
#include <catch2/catch.hpp>

#include "cli/commands.hpp"
#include "support/temp_dir.hpp"

using namespace sluice::test;

namespace {

/// What bash offers for the last of these words, in `folder`.
Words completed(const Words& words, const std::string& folder = "") {
  std::string line = "'" SLUICE_BINARY "'";
  for (const std::string& word : words) line += " '" + word + "'";
  const std::string script = ". '" SLUICE_SOURCE_DIR "/deploy/bash/completion.sh'; COMP_WORDS=(" + line +
                             "); COMP_CWORD=" + std::to_string(words.size()) +
                             "; _sluice; printf '%s\\n' \"${COMPREPLY[@]}\"";
  Words found = lines_of(run({{"bash", "-c", script}, {}, folder}).output);
  std::erase(found, "");
  return found;
}

Words with(Words words, const std::string& last) {
  words.push_back(last);
  return words;
}

}  // namespace

TEST_CASE("bash completes every command and every option that --help lists") {
  const std::vector<Words> commands = all_commands();
  CHECK(commands.size() > 5);
  for (const Words& path : commands) {
    CAPTURE(path);
    const std::string help = help_of(path);
    CHECK(options_of(help).size() >= 2);
    CHECK(completed(with(path, "-")) == options_of(help));
    const Words below = commands_of(help);
    if (!below.empty()) CHECK(completed(with(path, "")) == below);
  }
}

TEST_CASE("bash completes the beginning of a command and of an option") {
  CHECK(completed({"dec"}) == Words{"decommission"});
  CHECK(completed({"decommission", "--config", "a.yaml", "--cl"}) == Words{"--client-id"});
}

TEST_CASE("bash completes files where a file is wanted and offers nothing for other values") {
  const TempDir folder;
  folder.write("task.yaml", "");
  const std::string path = folder.path().string();
  CHECK(completed({"run", "--config", "ta"}, path) == Words{"task.yaml"});
  CHECK(completed({"run", "--config", "=", "ta"}, path) == Words{"task.yaml"});
  CHECK(completed({"run", "--config", "="}, path) == Words{"task.yaml"});
  CHECK(completed({"check", "ta"}, path) == Words{"task.yaml"});
  CHECK(completed({"run", "--set", "ta"}, path).empty());
  CHECK(completed({"decommission", "--client-id", "ta"}, path).empty());
}

TEST_CASE("the manual page names every command and every exit code") {
  std::string page = file_text(SLUICE_SOURCE_DIR "/docs/sluice.1");
  for (std::size_t at = 0; (at = page.find("\\-", at)) != std::string::npos;) page.erase(at, 1);
  for (const std::string& command : commands_of(help_of({}))) {
    CAPTURE(command);
    const bool is_named = page.find("\n.BI \"" + command + " ") != std::string::npos ||
                          page.find("\n.B " + command + "\n") != std::string::npos;
    CHECK(is_named);
  }
  for (const char* code : {"0", "1", "2", "3", "4"}) {
    CAPTURE(code);
    CHECK(page.find(std::string("\n.B ") + code + "\n") != std::string::npos);
  }
}
