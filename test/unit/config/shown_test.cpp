// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "unit/config/config_text.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

std::string shown(const std::string& text, const std::vector<std::string>& overrides = {}) {
  const auto result = load(text, overrides, environment_of({{"PW", "hunter2"}}, {{"pw", "hunter3"}}));
  CHECK(render(result.diagnostics).empty());
  return result.config ? result.config->shown : "";
}

}  // namespace

TEST_CASE("a configuration is shown as it is in force, overrides included") {
  CHECK(shown(minimal("  qos: 1\n"), {"mqtt.qos=0", "log.level=debug"}) ==
        "task: plant\n"
        "mapping:\n"
        "  topic: t\n"
        "kafka:\n"
        "  brokers:\n"
        "    - \"k:9092\"\n"
        "mqtt:\n"
        "  brokers:\n"
        "    - \"mqtt://b\"\n"
        "  filters:\n"
        "    - \"a/#\"\n"
        "  qos: 0\n"
        "log:\n"
        "  level: debug\n");
}

TEST_CASE("no secret is shown, but where it comes from is") {
  const std::string text =
      shown(minimal("  username: u\n  password: ${env:PW}\n") + "dead_letters:\noperations: {control: [\"::1\"]}\n",
            {"mqtt.brokers=[mqtts://b]", "kafka.properties={sasl.password: hunter4, linger.ms: 5}",
             "mapping.routes=[{filter: 'a/#', topic: x, where: 'a = 1'}]"});
  CHECK(text ==
        "task: plant\n"
        "mapping:\n"
        "  topic: t\n"
        "  routes:\n"
        "    - filter: \"a/#\"\n"
        "      topic: x\n"
        "      where: \"a = 1\"\n"
        "kafka:\n"
        "  brokers:\n"
        "    - \"k:9092\"\n"
        "  properties:\n"
        "    sasl.password: \"***\"\n"
        "    linger.ms: 5\n"
        "mqtt:\n"
        "  brokers:\n"
        "    - \"mqtts://b\"\n"
        "  filters:\n"
        "    - \"a/#\"\n"
        "  username: u\n"
        "  password: \"${env:PW}\"\n"
        "dead_letters:\n"
        "operations:\n"
        "  control:\n"
        "    - \"::1\"\n");
}

TEST_CASE("a password within a text is hidden in what is shown") {
  const std::string text = shown(minimal(), {"mapping.key=https://u:hunter2@h"});
  CHECK(text.find("hunter2") == std::string::npos);
  CHECK(text.find("key: \"https://***@h\"") != std::string::npos);
}
