// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "cli/invoke.hpp"

using namespace sluice::test;

namespace {

const std::string folder = std::string(SLUICE_SOURCE_DIR) + "/test/data/config";

}  // namespace

// Each test/data/config/NAME.yaml has NAME.txt beside it: the whole text of `sluice check NAME.yaml`. To make one anew:
// cd test/data/config && sluice check NAME.yaml > NAME.txt 2>&1
TEST_CASE("sluice check reads well on every broken configuration") {
  std::set<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().extension() == ".yaml") names.insert(file.path().stem().string());
  }
  CHECK(names.size() >= 20);
  for (const std::string& name : names) {
    CAPTURE(name);
    const Invocation result = invoke({"check", name + ".yaml"}, folder);
    CHECK(result.output == file_text(folder + '/' + name + ".txt"));
    const bool is_ok = result.output.find(".yaml: ok") != std::string::npos;
    CHECK(result.exit_code == (is_ok ? 0 : 2));
    CHECK(result.output.find("hunter") == std::string::npos);
  }
}

TEST_CASE("sluice check accepts the example") {
  const Invocation result = invoke({"check", "config.example.yaml"}, SLUICE_SOURCE_DIR);
  CHECK(result.output == "config.example.yaml: ok\n");
  CHECK(result.exit_code == 0);
}

TEST_CASE("sluice check takes the file as --config too, and overrides by --set") {
  const Invocation result = invoke({"check", "--config", "config.example.yaml", "--set", "mqtt.qos=2", "--set",
                                    "mqtt.pasword=hunter2", "--set=log.level=inof"},
                                   SLUICE_SOURCE_DIR);
  CHECK(
      result.output ==
      "--set mqtt.qos=2: error: `mqtt.qos` is `2`: in a shared subscription a QoS 2 message stays bound to one member "
      "(MQTT 5, 4.8.2), so it cannot move on when that one dies\n"
      "  hint: use `1`: what publishers send at QoS 2 then arrives at least once, and repeats only after a crash\n"
      "--set mqtt.pasword=***: error: `mqtt` has no key `pasword`\n"
      "  hint: did you mean `password`?\n"
      "--set log.level=inof: error: `log.level` is `inof`: it is one of trace, debug, info, warn, error\n"
      "  hint: did you mean `info`?\n"
      "config.example.yaml: 3 errors\n");
  CHECK(result.exit_code == 2);
}

TEST_CASE("sluice check names a file that cannot be read") {
  const Invocation result = invoke({"check", "no/such/task.yaml"}, SLUICE_SOURCE_DIR);
  CHECK(result.output ==
        "no/such/task.yaml: error: the file cannot be read: No such file or directory\nno/such/task.yaml: 1 error\n");
  CHECK(result.exit_code == 2);
}
