// SPDX-License-Identifier: Apache-2.0
// Every example of the chapter Filter of docs/mapping.md, taken from its tables: `condition` | TRUE, FALSE, NULL or the
// hint of what is refused.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <fstream>
#include <string>
#include <vector>

#include "mapping/condition/condition.hpp"

namespace sluice {

namespace {

struct Example {
  std::string condition;
  std::string is;
};

/// The rows of the chapter's tables under `| condition | ... |`.
std::vector<Example> examples() {
  std::ifstream manual(SLUICE_SOURCE_DIR "/docs/mapping.md");
  std::vector<Example> result;
  bool chapter = false;
  bool table = false;
  for (std::string line; std::getline(manual, line);) {
    if (line.starts_with("## ")) chapter = line == "## Filter";
    if (!line.starts_with("|")) table = false;
    if (line.starts_with("| condition |")) table = true;
    const std::size_t end = line.find("` | ");
    if (!chapter || !table || !line.starts_with("| `") || end == std::string::npos) continue;
    result.push_back({line.substr(3, end - 3), line.substr(end + 4, line.size() - end - 6)});
  }
  return result;
}

/// The message of the chapter.
MqttMessage manual_message() {
  static constexpr std::array<UserProperty, 6> properties{{{"k1", "v0"},
                                                           {"k1", "v1"},
                                                           {"line", "12"},
                                                           {"device type", "press"},
                                                           {"urgent", "true"},
                                                           {"$clientid", "meter-7"}}};
  MqttMessage message;
  message.topic = "plant/7/press";
  message.qos = 1;
  message.packet_id = 12;
  message.retained = true;
  message.user_properties = properties;
  message.payload = R"({"temp": 85.5, "unit": "C", "state": {"mode": "auto"}, "codes": [1, 2]})";
  return message;
}

/// TRUE, FALSE, NULL, or the hint.
std::string outcome(const std::string& text) {
  MappingRules rules;
  rules.extended.publisher_client_id = "$clientid";
  Reading reading(rules);
  const MqttMessage message = manual_message();
  reading.begin(message);
  const auto condition = Condition::parse(text);
  if (!condition) return condition.error().hint;
  if (condition->passes(reading)) return "TRUE";
  return Condition::parse("NOT (" + text + ")")->passes(reading) ? "FALSE" : "NULL";
}

}  // namespace

TEST_CASE("the examples of the manual's chapter Filter are what it says") {
  const std::vector<Example> all = examples();
  CHECK(all.size() > 40);
  for (const Example& example : all) {
    CAPTURE(example.condition);
    CHECK(outcome(example.condition) == example.is);
  }
}

}  // namespace sluice
