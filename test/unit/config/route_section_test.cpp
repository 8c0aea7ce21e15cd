// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <fstream>

#include "unit/config/config_text.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

using Added = std::vector<std::pair<std::string, std::string>>;

/// A task with these lines below `mapping`, which stand two spaces deep.
std::string with_mapping(const std::string& lines) {
  return "task: plant\nmqtt: {brokers: [mqtt://b], filters: ['#']}\nkafka: {brokers: [k:1]}\nmapping:\n  topic: t\n" +
         lines;
}

MappingRules mapping_of(const std::string& lines) {
  const auto result = load(with_mapping(lines));
  CHECK(render(result.diagnostics).empty());
  REQUIRE(result.config);
  return result.config->mapping;
}

}  // namespace

TEST_CASE("the mapping's keys find their place") {
  const MappingRules mapping = mapping_of(
      "  where: $QoS = 1\n"
      "  key: k-${topic[1]|upper}\n"
      "  timestamp: ${user.t}\n"
      "  payload: base64\n");
  CHECK(mapping.where == "$QoS = 1");
  CHECK(mapping.key == "k-${topic[1]|upper}");
  CHECK(mapping.timestamp == "${user.t}");
  CHECK(mapping.payload == PayloadForm::base64);
  CHECK(mapping.default_topic.empty());
  CHECK(mapping.routes.empty());
}

TEST_CASE("a route has its own keys and, for what it leaves out, the mapping's, wherever these stand") {
  const MappingRules mapping = mapping_of(
      "  routes:\n"
      "    - filter: a/#, b/+\n"
      "      topic: plant.${topic[2]}\n"
      "      key:\n"
      "    - where: k = 'v'\n"
      "      filter: [c]\n"
      "      default_topic: ''\n"
      "      timestamp: received\n"
      "      payload: raw\n"
      "      headers: {system: [topic], user_properties: none}\n"
      "  default_topic: other\n"
      "  timestamp: message\n"
      "  payload: json\n"
      "  headers: {system: all, system_prefix: m., user_property_prefix: u.}\n"
      "  extended_fields: {message_timestamp: t}\n");
  REQUIRE(mapping.routes.size() == 2);
  const RouteRules& first = mapping.routes[0];
  CHECK(first.filters == std::vector<std::string>{"a/#", "b/+"});
  CHECK(first.where.empty());
  CHECK(first.topic == "plant.${topic[2]}");
  CHECK(first.default_topic == "other");
  CHECK(first.key.empty());
  CHECK(first.timestamp == "message");
  CHECK(first.payload == PayloadForm::json);
  CHECK(first.headers.system == Selection::all);

  const RouteRules& second = mapping.routes[1];
  CHECK(second.filters == std::vector<std::string>{"c"});
  CHECK(second.where == "k = 'v'");
  CHECK(second.topic == "t");
  CHECK(second.default_topic.empty());
  CHECK(second.key == "${topic}");
  CHECK(second.timestamp == "received");
  CHECK(second.payload == PayloadForm::raw);
  CHECK(second.headers.system == Selection::listed);
  CHECK(second.headers.system_fields == std::vector<std::string>{"topic"});
  CHECK(second.headers.system_prefix == "m.");
  CHECK(second.headers.user_properties == Selection::none);
  CHECK(second.headers.user_property_prefix == "u.");
}

TEST_CASE("a route's added headers join the mapping's by name, and one without value takes one away") {
  const MappingRules mapping = mapping_of(
      "  headers: {add: {site: plant-7, line: '${topic[1]}', empty: ''}}\n"
      "  routes:\n"
      "    - headers: {add: {site: plant-8, line: , level: high}}\n"
      "      where: k = 'v'\n"
      "    - filter: a\n");
  CHECK(mapping.headers.add == Added{{"site", "plant-7"}, {"line", "${topic[1]}"}, {"empty", ""}});
  CHECK(mapping.routes.at(0).headers.add == Added{{"site", "plant-8"}, {"empty", ""}, {"level", "high"}});
  CHECK(mapping.routes.at(1).headers.add == mapping.headers.add);
}

TEST_CASE("routes can be set from the command line, as a whole") {
  const auto result = load(minimal(), {"mapping.routes=[{filter: a/b, topic: x}, {where: \"$QoS = 0\"}]"});
  CHECK(render(result.diagnostics).empty());
  REQUIRE(result.config);
  REQUIRE(result.config->mapping.routes.size() == 2);
  CHECK(result.config->mapping.routes[0].topic == "x");
  CHECK(result.config->mapping.routes[1].where == "$QoS = 0");
}

TEST_CASE("no routes may be written as nothing, and too many are refused") {
  CHECK(mapping_of("  routes:\n").routes.empty());
  CHECK(mapping_of("  routes: []\n").routes.empty());
  std::string many = "  routes:\n";
  for (int i = 0; i < 257; ++i) many += "    - filter: a\n";
  CHECK(rendered(with_mapping(many)) ==
        "task.yaml:7:5: error: `mapping.routes` has 257 items\n"
        "      - filter: a\n"
        "      ^\n"
        "  hint: at most 256 are read\n");
}

TEST_CASE("a fault that a route takes over is told once, one that only shows in the route at the route") {
  CHECK(rendered(with_mapping("  key: ${tpoic}\n"
                              "  headers: {add: {m.qos: x}}\n"
                              "  routes:\n"
                              "    - filter: a\n"
                              "    - filter: b\n"
                              "      headers: {system_prefix: m.}\n")) ==
        "task.yaml:6:10: error: `mapping.key`: `tpoic` is not a field\n"
        "    key: ${tpoic}\n"
        "           ^\n"
        "  hint: did you mean `topic`?\n"
        "task.yaml:11:16: error: `mapping.routes[1].headers.add.m.qos`: `m.qos` is a system header of this mapping\n"
        "        headers: {system_prefix: m.}\n"
        "                 ^\n"
        "  hint: choose another name, or leave the field out of headers.system\n");
}

TEST_CASE("a value from the environment that fails in a route is told once") {
  CHECK(rendered(with_mapping("  routes: [{filter: a, topic: '${env:NONE}'}]\n")) ==
        "task.yaml:6:31: error: the environment has no variable `NONE`\n"
        "    routes: [{filter: a, topic: '${env:NONE}'}]\n"
        "                                ^\n"
        "  hint: set it, or write the value here\n");
}

TEST_CASE("each mapping that docs/mapping.md shows is valid, and nothing in it is idle") {
  std::ifstream manual(SLUICE_SOURCE_DIR "/docs/mapping.md");
  std::vector<std::string> blocks;
  bool is_inside = false;
  for (std::string line; std::getline(manual, line);) {
    if (line == "```") is_inside = false;
    if (is_inside) blocks.back() += line + '\n';
    if (line != "```yaml" && line != "```yaml mapping") continue;
    is_inside = true;
    blocks.emplace_back();
  }
  std::erase_if(blocks, [](const std::string& block) { return !block.starts_with("mapping:"); });
  CHECK(blocks.size() >= 4);
  for (const std::string& block : blocks) {
    CAPTURE(block);
    const std::string topic = block.find("\n  topic:") == std::string::npos ? "  topic: t\n" : "";
    CHECK(
        rendered("task: plant\nmqtt: {brokers: [mqtt://b], filters: ['#']}\nkafka: {brokers: [k:1]}\n" + block + topic)
            .empty());
  }
}
