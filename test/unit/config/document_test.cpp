// SPDX-License-Identifier: Apache-2.0
#include "config/document.hpp"

#include <catch2/catch.hpp>

using namespace sluice;

namespace {

std::string first_fault(const std::string& text) {
  Findings findings;
  parse_document(text, 0, findings);
  if (findings.all().empty()) return "";
  const Finding& finding = findings.all().front();
  return std::to_string(finding.place.line) + ':' + std::to_string(finding.place.column) + ' ' + finding.text;
}

}  // namespace

TEST_CASE("a document keeps the order and the places of its values") {
  Findings findings;
  const auto root = parse_document("b: 1\na:\n  - x\n  - \"y z\"\nc: {d: }\n", 0, findings);
  REQUIRE(root);
  CHECK(findings.all().empty());
  REQUIRE(root->entries.size() == 3);
  CHECK(root->entries[0].key == "b");
  CHECK(root->entries[0].value.place == Place{0, 1, 4});
  const Node& list = root->find("a")->value;
  CHECK(list.items[1].text == "y z");
  CHECK(list.items[1].place_of(0) == Place{0, 4, 5});
  CHECK(list.items[1].place_of(2) == Place{0, 4, 8});
  CHECK(root->find("c")->value.entries[0].value.kind == Node::Kind::empty);
  CHECK(root->find("c")->value.entries[0].value.place == Place{0, 5, 5});
}

TEST_CASE("what is not plain YAML is a fault with a place, never a crash") {
  struct Case {
    std::string text;
    std::string fault;
  };
  const std::vector<Case> cases{
      {"a: 1\na: 2\n", "2:1 `a` stands here twice"},
      {"a: {b: 1, b: 2}\n", "1:11 `b` stands here twice"},
      {"a: *b\n", "1:4 aliases are not supported"},
      {"a: &b 1\n", "1:4 anchors are not supported"},
      {"a: !!int 1\n", "1:4 tags are not supported"},
      {"? [a]\n: 1\n", "1:3 a list or a map stands as a key, or its bracket is not closed"},
      {"a: 1\n---\nb: 2\n", "2:1 a second document begins here"},
      {"a: 'b\n", "1:4 a quoted text is not closed"},
      {"a:\n\tb: 1\n", "2:1 a tab indents this line"},
      {"a: \"\\0\"\n", "1:4 an escape in this text stands for NUL or for no character"},
      {std::string("a: b\0c", 6), "1:5 a NUL character: is this a text file?"},
      {"a: \xff\n", "1:4 this byte is not UTF-8"},
      {"a: " + std::string(40, '[') + std::string(40, ']'), "1:19 nested too deeply: at most 16 levels are read"},
      {std::string(100'000, '['), "1:1 a list or a map stands as a key, or its bracket is not closed"},
      {std::string(document_bytes_max + 1, ' '), "0:0 has 1048577 bytes: at most 1 MiB is read"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text.substr(0, 40));
    CHECK(first_fault(c.text) == c.fault);
  }
}

TEST_CASE("an empty text is an empty map") {
  for (const char* text : {"", "\n", "# nothing\n", "---\n", "~\n"}) {
    Findings findings;
    const auto root = parse_document(text, 0, findings);
    REQUIRE(root);
    CHECK(root->kind == Node::Kind::map);
    CHECK(findings.all().empty());
  }
}
