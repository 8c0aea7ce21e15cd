// SPDX-License-Identifier: Apache-2.0
#include "config/node_tree.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>

namespace sluice {
namespace {

Node empty_of(Node::Kind kind) {
  Node node;
  node.kind = kind;
  return node;
}

Place line(std::size_t number) { return {0, number, 1}; }

TEST_CASE("lists and maps are filled by what comes while they are open") {
  Findings findings;
  NodeTree tree(findings);
  tree.open(empty_of(Node::Kind::map));
  tree.key("filters", line(1));
  tree.open(empty_of(Node::Kind::list));
  tree.add(Node::scalar("a/#", line(2)));
  tree.add(Node::scalar("b/#", line(3)));
  CHECK(tree.depth() == 2);
  tree.close();
  tree.key("group", line(4));
  tree.add(Node::scalar("plant", line(4)));
  tree.close();
  CHECK(tree.depth() == 0);

  const Node root = tree.take();
  REQUIRE(root.entries.size() == 2);
  CHECK(root.entries[0].key == "filters");
  REQUIRE(root.entries[0].value.items.size() == 2);
  CHECK(root.entries[0].value.items[1].text == "b/#");
  CHECK(root.entries[1].value.text == "plant");
  CHECK(findings.all().empty());
}

TEST_CASE("it knows whether a key, the value of one or an item comes next") {
  Findings findings;
  NodeTree tree(findings);
  CHECK_FALSE(tree.awaits_key());
  CHECK_FALSE(tree.is_in_list());
  tree.open(empty_of(Node::Kind::map));
  CHECK(tree.awaits_key());
  CHECK_FALSE(tree.key_place());
  tree.key("a", line(7));
  CHECK_FALSE(tree.awaits_key());
  REQUIRE(tree.key_place());
  CHECK(tree.key_place()->line == 7);
  tree.open(empty_of(Node::Kind::list));
  CHECK(tree.is_in_list());
  CHECK_FALSE(tree.key_place());
  tree.close();
  CHECK(tree.awaits_key());
}

TEST_CASE("of a key that stands twice the first value stands, and the second one's place is told") {
  Findings findings;
  NodeTree tree(findings);
  tree.open(empty_of(Node::Kind::map));
  tree.key("a", line(1));
  tree.add(Node::scalar("first", line(1)));
  tree.key("a", line(5));
  tree.add(Node::scalar("second", line(5)));
  tree.close();

  const Node root = tree.take();
  REQUIRE(root.entries.size() == 1);
  CHECK(root.entries[0].value.text == "first");
  REQUIRE(findings.all().size() == 1);
  CHECK(findings.all()[0].place.line == 5);
  CHECK(findings.all()[0].text == "`a` stands here twice");
  CHECK(findings.all()[0].hint == "it is first at line 1: keep one of the two");
}

TEST_CASE("a map of very many keys costs no more for each of them") {
  Findings findings;
  NodeTree tree(findings);
  const auto begin = std::chrono::steady_clock::now();
  tree.open(empty_of(Node::Kind::map));
  for (std::size_t i = 1; i <= 200'000; ++i) {
    tree.key("key" + std::to_string(i), line(i));
    tree.add(Node::scalar("v", line(i)));
  }
  tree.close();
  CHECK(tree.take().entries.size() == 200'000);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(15));
}

}  // namespace
}  // namespace sluice
