// SPDX-License-Identifier: Apache-2.0
#include "dry_run/node_json.hpp"

#include <catch2/catch.hpp>

#include "dry_run/json_document.hpp"

using namespace sluice;

namespace {

Node yaml(std::string_view text) {
  Findings findings;
  return parse_document(text, 0, findings).value();
}

Node json(std::string_view text) {
  Findings findings;
  return parse_json(text, findings).value();
}

}  // namespace

TEST_CASE("YAML is the JSON that it looks like") {
  CHECK(json_of(yaml("a: [1, -2.50, 1e2, 0x1, 01, .5, true, false, yes, null, ~, , x]")) ==
        R"({"a":[1,-2.50,1e2,"0x1","01",".5",true,false,"yes",null,null,null,"x"]})");
  CHECK(json_of(yaml("a: ['1', \"true\", 'null', '', \"x\\ty\"]\nb: |\n  1\nc:\n")) ==
        R"({"a":["1","true","null","","x\ty"],"b":"1\n","c":null})");
}

TEST_CASE("two values are the same JSON whatever the spelling and the order of keys") {
  CHECK(is_same_json(yaml("{a: 1.50, b: [x, {c: true}]}"), json(R"({"b":["x",{"c":true}],"a":1.5})")));
  CHECK(is_same_json(json("[1e2]"), json("[100.0]")));
  CHECK(is_same_json(json("[100]"), json("[1e2]")));
  struct Case {
    const char* a;
    const char* b;
  };
  for (const auto& [a, b] : std::vector<Case>{{"[1,2]", "[2,1]"},
                                              {"[1]", "[1,1]"},
                                              {R"(["1"])", "[1]"},
                                              {"[true]", "[1]"},
                                              {"[null]", R"(["null"])"},
                                              {"[[]]", "[{}]"},
                                              {R"({"a":1})", R"({"b":1})"},
                                              {R"({"a":1})", R"({"a":1,"b":1})"},
                                              {"[9007199254740993]", "[9007199254740992]"}}) {
    CAPTURE(a, b);
    CHECK_FALSE(is_same_json(json(a), json(b)));
    CHECK_FALSE(is_same_json(json(b), json(a)));
  }
}
