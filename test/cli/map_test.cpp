// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "cli/invoke.hpp"

using namespace sluice::test;

namespace {

const std::string data = std::string(SLUICE_SOURCE_DIR) + "/test/data";

std::set<std::string> names_in(const std::string& folder) {
  std::set<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().extension() == ".yaml") names.insert(file.path().stem().string());
  }
  return names;
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

/// `sluice map` with the task of test/data/map and a message of it.
Invocation map(const std::string& message, std::vector<std::string> more = {}) {
  std::vector<std::string> arguments{"map", "--config", "task.yaml", "--message", message};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return invoke(arguments, data + "/map");
}

/// The same with standard input.
Invocation map_input(const std::string& file, const std::string& arguments) {
  return run({{"/bin/sh", "-c",
               std::string("exec '") + SLUICE_BINARY + "' map --config task.yaml " + arguments + " < " + file},
              {},
              data + "/map"});
}

}  // namespace

// Each file of test/data/mapping is a chapter of what the mapping does.
TEST_CASE("every golden case of the mapping passes") {
  std::size_t cases = 0;
  for (const std::string& name : names_in(data + "/mapping")) {
    const Invocation result = invoke({"map", "--cases", name + ".yaml"}, data + "/mapping");
    CAPTURE(name, result.output);
    CHECK(result.exit_code == 0);
    CHECK(result.output.ends_with(", all ok\n"));
    cases += count_of("\n" + result.output, "\nok ");
  }
  CHECK(cases >= 110);
}

// Each test/data/cases/NAME.yaml has NAME.txt beside it: the whole text of `sluice map --cases NAME.yaml`. To make one
// anew: cd test/data/cases && sluice map --cases NAME.yaml > NAME.txt 2>&1
TEST_CASE("sluice map reads well on cases that fail and on broken case files") {
  const std::string folder = data + "/cases";
  const auto names = names_in(folder);
  CHECK(names.size() >= 10);
  for (const std::string& name : names) {
    CAPTURE(name);
    const Invocation result = invoke({"map", "--cases", name + ".yaml"}, folder);
    CHECK(result.output == file_text(std::filesystem::path(folder) / (name + ".txt")));
    CHECK(result.exit_code == (name == "failing" ? 1 : 2));
  }
}

namespace {

struct Shown {
  std::string message;
  std::string text;
  int exit_code;
};

const std::vector<Shown> shown{
    {"alarm.json",
     "topic      plant.alarms\n"
     "key        line-4\n"
     "timestamp  2026-01-01T00:00:00.000Z (1767225600000)\n"
     "headers    mqtt.topic             alarm/line-4/state\n"
     "           mqtt.packet_id         7\n"
     "           mqtt.duplicated        false\n"
     "           mqtt.qos               1\n"
     "           mqtt.retained          false\n"
     "           mqtt.correlation_data  0x00ff10 (3 bytes)\n"
     "           site                   plant-7\n"
     "           note                   two\n"
     "                                  lines\n"
     "value      {\"state\":\"raised\",\"temp\":81.50}\n"
     "route      mapping.routes[0]: alarm/+/state\n",
     0},
    {"dropped.json",
     "dropped    mapping.where is not true of it: acknowledged, counted, no record\n"
     "where      $qos = 1\n",
     0},
    {"rejected.json",
     "rejected   mapping: ILLEGAL_TOPIC\n"
     "reason     the topic `plant.${topic[2]}` became one that Kafka does not take: topic `plant.line 4` has a "
     "character "
     "at byte 10 that Kafka does not allow; write ${field|slug}, or set default_topic\n"
     "then       dead letter in plant.dead\n"
     "route      none: the mapping's own keys\n",
     1},
    {"foreign.json",
     "sluice: no filter of mqtt.filters matches the topic `other/1`: the broker would not send such a message\n"
     "topic      plant.1\n"
     "key        other/1\n"
     "timestamp  2026-01-01T00:00:00.000Z (1767225600000)\n"
     "headers    mqtt.topic       other/1\n"
     "           mqtt.packet_id   1\n"
     "           mqtt.duplicated  false\n"
     "           mqtt.qos         1\n"
     "           mqtt.retained    false\n"
     "value      0x00ff (2 bytes)\n"
     "route      none: the mapping's own keys\n",
     0},
    {"broken.json",
     "broken.json:2:10: error: `qos` is 2: Sluice subscribes with 1 at most, so the broker delivers such a message "
     "with "
     "1\n"
     "    \"qos\": 2,\n"
     "           ^\n"
     "  hint: write 1\n"
     "broken.json:3:3: error: a message has no key `user_propertys`\n"
     "    \"user_propertys\": []\n"
     "    ^\n"
     "  hint: did you mean `user_properties`?\n",
     2},
    {"missing.json", "missing.json: error: the file cannot be read: No such file or directory\n", 2},
    {R"({"topic": "a"})",
     "{\"topic\": \"a\"}: error: the file cannot be read: No such file or directory\n"
     "  hint: a message itself goes to standard input, without --message\n",
     2},
};

}  // namespace

TEST_CASE("sluice map shows what becomes of a message") {
  for (const Shown& one : shown) {
    CAPTURE(one.message);
    const Invocation result = map(one.message);
    CHECK(result.output == one.text);
    CHECK(result.exit_code == one.exit_code);
  }
}

TEST_CASE("sluice map --json prints one object") {
  const Invocation record = map("alarm.json", {"--json"});
  CHECK(
      record.output ==
      R"({"topic":"plant.alarms","key":"line-4","timestamp":1767225600000,"headers":[["mqtt.topic","alarm/line-4/state"],)"
      R"(["mqtt.packet_id","7"],["mqtt.duplicated","false"],["mqtt.qos","1"],["mqtt.retained","false"],)"
      R"(["mqtt.correlation_data","AP8Q","base64"],["site","plant-7"],["note","two\nlines"]],)"
      R"("value":"{\"state\":\"raised\",\"temp\":81.50}","value_encoding":"text"})"
      "\n");
  CHECK(record.exit_code == 0);
  const Invocation dropped = map("dropped.json", {"--json"});
  CHECK(dropped.output == "{\"dropped\":true}\n");
  CHECK(dropped.exit_code == 0);
  const Invocation rejected = map("rejected.json", {"--json"});
  CHECK(rejected.output ==
        "{\"rejected\":{\"stage\":\"mapping\",\"cause\":\"ILLEGAL_TOPIC\",\"reason\":\"the topic `plant.${topic[2]}` "
        "became one "
        "that Kafka does not take: topic `plant.line 4` has a character at byte 10 that Kafka does not allow; write "
        "${field|slug}, or set default_topic\"}}\n");
  CHECK(rejected.exit_code == 1);
}

TEST_CASE("sluice map takes overrides, and names what is wrong with the configuration") {
  CHECK(map("alarm.json", {"--json", "--set", "mapping.where=$retained"}).output == "{\"dropped\":true}\n");
  const Invocation bad = map("alarm.json", {"--set", "mapping.where=$retaind"});
  CHECK(bad.output ==
        "--set mapping.where=$retaind: error: `mapping.where`: `$retaind` is not a field\n"
        "  hint: did you mean `$retained`?\n");
  CHECK(bad.exit_code == 2);
}

TEST_CASE("sluice map reads standard input without --message, and with -") {
  for (const char* arguments : {"--json", "--json --message -"}) {
    const Invocation result = map_input("dropped.json", arguments);
    CHECK(result.output == "{\"dropped\":true}\n");
    CHECK(result.exit_code == 0);
  }
  const Invocation nothing = map_input("/dev/null", "");
  CHECK(nothing.output ==
        "standard input:1:1: error: there is no JSON in it\n  hint: a message is at least {\"topic\": \"sensor/a\"}\n");
  CHECK(nothing.exit_code == 2);
}

TEST_CASE("sluice map runs cases with a configuration's mapping") {
  const Invocation result = invoke({"map", "--config", "task.yaml", "--cases", "cases.yaml"}, data + "/map");
  CHECK(result.output ==
        "ok      an alarm goes to its own topic\n"
        "ok      a message comes with a payload file\n"
        "cases.yaml: 2 cases, all ok\n");
  CHECK(result.exit_code == 0);
  const Invocation both =
      invoke({"map", "--config", "task.yaml", "--cases", "../cases/no_mapping.yaml"}, data + "/map");
  CHECK(both.output ==
        "../cases/no_mapping.yaml:3:5: error: `mapping` stands here, and `--config` names a configuration\n"
        "      mapping: {topic: t}\n"
        "      ^\n"
        "  hint: leave one of the two out\n"
        "../cases/no_mapping.yaml: 1 error\n");
  CHECK(both.exit_code == 2);
}

TEST_CASE("sluice map says which of its options do not go together") {
  struct Case {
    std::vector<std::string> arguments;
    std::string text;
  };
  const std::vector<Case> cases{
      {{"map"}, "the configuration file is missing: write `sluice map --config FILE`"},
      {{"map", "--message", "m.json"}, "the configuration file is missing: write `sluice map --config FILE`"},
      {{"map", "--cases", "c.yaml", "--json"}, "--json excludes --cases"},
      {{"map", "--cases", "c.yaml", "--message", "-"}, "--message excludes --cases"},
      {{"map", "--cases", "c.yaml", "--set", "mapping.topic=t"},
       "--set changes a configuration: write `--config FILE` beside it"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    const Invocation result = invoke(c.arguments);
    CHECK(result.output == "sluice: " + c.text +
                               "\n  hint: `sluice --help` shows the commands, `sluice COMMAND --help` the options of "
                               "one\n");
    CHECK(result.exit_code == 2);
  }
}
