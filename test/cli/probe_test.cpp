// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "cli/invoke.hpp"

using namespace sluice::test;

namespace {

const std::string help_hint =
    "\n  hint: `sluice --help` shows the commands, `sluice COMMAND --help` the options of one\n";

}  // namespace

TEST_CASE("sluice probe --help names its options, what it leaves behind and its exit codes") {
  const Invocation help = invoke({"probe", "--help"});
  CHECK(help.exit_code == 0);
  for (const char* text :
       {"Usage: sluice probe [OPTIONS]\n", "  --config FILE REQUIRED ", "  --set KEY=VALUE ", "  --json ",
        "  --deadline TIME=10s ", "  --end-to-end ", "  --topic TOPIC Needs: --end-to-end\n",
        "Nothing is left behind: no session, no topic, and no\nrecord but that of --end-to-end.",
        "Exit codes: 0 no step failed, warnings allowed; 1 nobody answered, or a server says to come back later;\n"
        "2 command line or configuration; 3 refused: trying again cannot help before somebody changes something.\n"}) {
    CAPTURE(text);
    CHECK(help.output.find(text) != std::string::npos);
  }
}

TEST_CASE("sluice probe asks nobody when its command line or its configuration is wrong") {
  const struct {
    std::vector<std::string> arguments;
    std::string text;
  } cases[] = {
      {{"probe"}, "sluice: the configuration file is missing: write `sluice probe --config FILE`" + help_hint},
      {{"probe", "--config", "a.yaml", "--topic", "t"}, "sluice: --topic requires --end-to-end" + help_hint},
      {{"probe", "--config", "a.yaml", "--deadline", "5"},
       "sluice: --deadline \"5\" has no unit: write one of ms, s, m, h, d behind the number\n"},
      {{"probe", "--config", "a.yaml", "--deadline", "5ms"},
       "sluice: --deadline \"5ms\" is too short: give each step 1s or more\n"},
      {{"probe", "--config", "/no/such/file.yaml"},
       "/no/such/file.yaml: error: the file cannot be read: No such file or directory\n"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    const Invocation result = invoke(c.arguments);
    CHECK(result.exit_code == 2);
    CHECK(result.output.starts_with(c.text));
  }
}
