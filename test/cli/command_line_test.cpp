// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "cli/invoke.hpp"

using namespace sluice::test;

namespace {

const std::string help_hint =
    "\n  hint: `sluice --help` shows the commands, `sluice COMMAND --help` the options of one\n";

}  // namespace

TEST_CASE("a command line that cannot be understood says why and exits with 2") {
  struct Case {
    std::vector<std::string> arguments;
    std::string text;
  };
  const std::vector<Case> cases{
      {{}, "which command?"},
      {{"chek", "a.yaml"}, "there is no command `chek`, did you mean `check`?"},
      {{"frobnicate"}, "there is no command `frobnicate`"},
      {{"check"}, "the configuration file is missing: write `sluice check FILE`"},
      {{"run"}, "the configuration file is missing: write `sluice run --config FILE`"},
      {{"dead-letters", "list"}, "the configuration file is missing: write `sluice dead-letters list --config FILE`"},
      {{"dead-letters"}, "which command? Write `sluice dead-letters list`, `show` or `replay`"},
      {{"dead-letters", "show", "--config", "a.yaml"}, "ID is required"},
      {{"check", "a.yaml", "--sett=a"}, "The following argument was not expected: --sett=a"},
      {{"check", "a.yaml", "--set"}, "--set: 1 required KEY=VALUE missing"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    const Invocation result = invoke(c.arguments);
    CHECK(result.output == "sluice: " + c.text + help_hint);
    CHECK(result.exit_code == 2);
  }
}

TEST_CASE("sluice names its version and its commands") {
  CHECK(invoke({"--version"}).output == "sluice " SLUICE_VERSION "\n");
  const Invocation help = invoke({"--help"});
  CHECK(help.exit_code == 0);
  for (const char* command : {"  run ", "  check ", "  map ", "  dead-letters ", "  reference "}) {
    CHECK(help.output.find(command) != std::string::npos);
  }
}

TEST_CASE("sluice reference --markdown prints docs/configuration.md") {
  const Invocation result = invoke({"reference", "--markdown"});
  CHECK(result.exit_code == 0);
  CHECK(result.output == file_text(std::string(SLUICE_SOURCE_DIR) + "/docs/configuration.md"));
}

TEST_CASE("sluice reference --metrics prints docs/metrics.md") {
  const Invocation result = invoke({"reference", "--metrics"});
  CHECK(result.exit_code == 0);
  CHECK(result.output == file_text(std::string(SLUICE_SOURCE_DIR) + "/docs/metrics.md"));
}

TEST_CASE("a command whose standard output cannot be written says so and fails") {
  const std::string folder = std::string(SLUICE_SOURCE_DIR) + "/test/data/map";
  for (const std::string command :
       {"--version", "reference", "check task.yaml", "map --config task.yaml --message alarm.json"}) {
    for (const std::string output : {" > /dev/full", " >&-"}) {
      CAPTURE(command, output);
      const Invocation result =
          run({{"/bin/sh", "-c", "exec " + std::string(SLUICE_BINARY) + ' ' + command + output}, {}, folder});
      CHECK(result.output ==
            "sluice: standard output cannot be written: what belongs there is lost; is the disk full?\n");
      CHECK(result.exit_code == 1);
    }
  }
}

TEST_CASE("a standard stream that is closed gives its number to no socket") {
  // It waits for a message on its standard input, and has opened nothing that stays.
  const std::string script = "sleep 5 2>/dev/null | " + std::string(SLUICE_BINARY) +
                             " map --config task.yaml >&- 2>&- & "
                             "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do "
                             "at=$(readlink /proc/$!/fd/2); [ \"$at\" = /dev/null ] && break; sleep 0.1; done; "
                             "echo \"$at $(readlink /proc/$!/fd/1)\"; kill $!";
  const Invocation result = run({{"/bin/sh", "-c", script}, {}, std::string(SLUICE_SOURCE_DIR) + "/test/data/map"});
  CHECK(result.output == "/dev/null /dev/null\n");
}
