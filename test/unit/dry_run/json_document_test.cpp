// SPDX-License-Identifier: Apache-2.0
#include "dry_run/json_document.hpp"

#include <catch2/catch.hpp>

#include "config/file_findings.hpp"
#include "dry_run/node_json.hpp"

using namespace sluice;

namespace {

std::string place_text(const Node& node) {
  return std::to_string(node.place.line) + ':' + std::to_string(node.place.column);
}

}  // namespace

TEST_CASE("JSON becomes a tree, with each value's place and spelling") {
  Findings findings;
  const auto root = parse_json(
      "{\"a\": [1, -2.50, 1e2],\n \"b\" : {\"c\":null,\"d\": true}, \"e\": \"x\\\"]\\u00e9\", \"\": [],\n\t\"f\":{}}",
      findings);
  REQUIRE(root);
  CHECK(findings.all().empty());
  CHECK(json_of(*root) == R"({"a":[1,-2.50,1e2],"b":{"c":null,"d":true},"e":"x\"]é","":[],"f":{}})");
  CHECK(place_text(*root) == "1:1");
  const Node& a = root->find("a")->value;
  CHECK(place_text(a) == "1:7");
  CHECK(place_text(a.items[1]) == "1:11");
  const Node& b = root->find("b")->value;
  CHECK(place_text(b.find("c")->value) == "2:13");
  CHECK(place_text(b.find("d")->value) == "2:23");
  CHECK(place_text(root->find("e")->value) == "2:35");
  CHECK(place_text(root->find("f")->value) == "3:6");
}

TEST_CASE("what is no JSON is a diagnostic with its place") {
  struct Case {
    std::string json;
    std::string text;
  };
  const std::string hint =
      "  hint: keys and texts stand in double quotes; no comma follows the last one; JSON has no comments\n";
  const std::vector<Case> cases{
      {" \n",
       "m:1:1: error: there is no JSON in it\n   \n  ^\n  hint: a message is at least {\"topic\": \"sensor/a\"}\n"},
      {"{'a': 1}",
       "m:1:2: error: this is not JSON: invalid literal; expected string literal\n  {'a': 1}\n   ^\n" + hint},
      {"{\"a\": 1,}",
       "m:1:9: error: this is not JSON: unexpected '}'; expected string literal\n  {\"a\": 1,}\n          ^\n" + hint},
      {"[1] // x",
       "m:1:5: error: this is not JSON: invalid literal; expected end of input\n  [1] // x\n      ^\n" + hint},
      {"{\"a\"", "m:1:5: error: this is not JSON: unexpected end of input; expected ':'\n  {\"a\"\n      ^\n" + hint},
      {"[1e999]", "m:1:6: error: this is not JSON: number overflow parsing '1e999'\n  [1e999]\n       ^\n" + hint},
      {"{\"a\":1,\n\"a\":2}",
       "m:2:1: error: `a` stands here twice\n  \"a\":2}\n  ^\n  hint: it is first at line 1: keep one of the two\n"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.json);
    Findings findings;
    parse_json(c.json, findings);
    CHECK(render(diagnostics_of(findings, c.json, "m")) == c.text);
  }
}

TEST_CASE("a key that stands twice has its first value") {
  Findings findings;
  const auto root = parse_json(R"({"a":1,"a":{"b":[2]},"c":3})", findings);
  REQUIRE(root);
  CHECK(json_of(*root) == R"({"a":1,"c":3})");
}

TEST_CASE("JSON is read to 100 levels") {
  Findings findings;
  CHECK(parse_json(std::string(json_depth_max, '[') + std::string(json_depth_max, ']'), findings));
  CHECK(findings.all().empty());
  CHECK_FALSE(parse_json(std::string(100'000, '['), findings));
  REQUIRE(findings.all().size() == 1);
  CHECK(findings.all()[0].text == "nested too deeply: at most 100 levels are read");
  CHECK(findings.all()[0].place.column == 101);
}
