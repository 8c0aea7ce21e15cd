// SPDX-License-Identifier: Apache-2.0
#include "config/overrides.hpp"

#include <catch2/catch.hpp>

#include "unit/config/config_text.hpp"

using namespace sluice;
using namespace sluice::test;

TEST_CASE("an override sets one key over the file") {
  const auto result =
      load(minimal(), {"kafka.brokers=x:1,y:2", "mqtt.filters=[b/+, \"#\"]", "mqtt.qos=0",
                       "mapping.key=", "kafka.properties.linger.ms=7", "mapping.headers.add.a.b=c", "mqtt.qos=1"});
  CHECK(render(result.diagnostics) ==
        "--set mqtt.filters=[b/+, \"#\"]: warning: the filters `b/+` and `#` overlap: a message that matches both "
        "arrives "
        "once for each, and becomes two records\n  hint: choose filters that have no topic in common\n");
  REQUIRE(result.config);
  CHECK(result.config->kafka.brokers == std::vector<std::string>{"x:1", "y:2"});
  CHECK(result.config->mqtt.filters == std::vector<std::string>{"b/+", "#"});
  CHECK(result.config->mqtt.qos == 1);
  CHECK(result.config->mapping.key.empty());
  CHECK(result.config->kafka.properties.at(0).first == "linger.ms");
  CHECK(result.config->mapping.headers.add.at(0).first == "a.b");
}

TEST_CASE("faults of an override point to it, without secrets") {
  struct Case {
    std::string override;
    std::string text;
  };
  const std::vector<Case> cases{
      {"mqtt.qos=3", "--set mqtt.qos=3: error: `mqtt.qos` is `3`\n  hint: allowed is 0 to 1\n"},
      {"mqtt.pasword=hunter2",
       "--set mqtt.pasword=***: error: `mqtt` has no key `pasword`\n  hint: did you mean `password`?\n"},
      {"mqtt.password=[hunter2]",
       "--set mqtt.password=***: error: `mqtt.password` must be a text, not a list\n"
       "  hint: for example `password: ${file:/run/secrets/mqtt}`\n"},
      {"mqtt.brokers=mqtt://u:hunter2@h",
       "--set mqtt.brokers=mqtt://***@h: error: `mqtt.brokers[0]`: the address has a user in front of the `@`: "
       "credentials "
       "do not belong into it\n  hint: use `mqtt.username` and `mqtt.password`, and write `mqtt://host:1883`\n"},
      {"mqtt.filters=[a",
       "--set mqtt.filters=[a: error: a list or a map stands as a key, or its bracket is not closed\n"
       "  hint: a text with `: `, ` #` or a special first character needs quotes\n"},
      {"mqtt.qos",
       "--set mqtt.qos: error: an override is a key, `=` and a value\n"
       "  hint: for example `--set kafka.brokers=host:9092`\n"},
      {"mqtt.client_id=a\xff\xfe",
       "--set mqtt.client_id=a??: error: it is not UTF-8\n"
       "  hint: a file is read as UTF-8 too; is the terminal set to it?\n"},
      {"mqtt..qos=1",
       "--set mqtt..qos=1: error: an override is a key, `=` and a value\n"
       "  hint: for example `--set kafka.brokers=host:9092`\n"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.override);
    CHECK(rendered(minimal(), {c.override}) == c.text);
  }
}
