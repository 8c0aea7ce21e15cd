// SPDX-License-Identifier: Apache-2.0
#include "mapping/template.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "sample_message.hpp"

namespace sluice {

namespace {

using MaybeText = std::optional<std::string>;

}  // namespace

TEST_CASE("a template renders to its text, or to nothing when a field is missing") {
  struct Row {
    std::string text;
    MaybeText full;
    MaybeText bare;
  };
  const Row row = GENERATE(values<Row>({
      {"", "", ""},
      {"plain text", "plain text", "plain text"},
      {"${topic}", "plant/7/press//temp", "a"},
      {"${qos}", "1", "0"},
      {"x ${qos} y", "x 1 y", "x 0 y"},
      {"${packet_id}", "65535", {}},
      {"n ${packet_id}", "n 65535", {}},
      {"${packet_id:-none}", "65535", "none"},
      {"n ${packet_id:-none}.", "n 65535.", "n none."},
      {"${packet_id:-}", "65535", ""},
      {"${content_type}${response_topic}", "text/plainanswers/7", {}},
      {"${packet_id}/${message_expiry}/${received}", "65535/4294967295/1700000000123", {}},
      {"${topic[2]}", "7", {}},
      {"${topic[2:-1]:-x}", "7/press//temp", "x"},
      {"${topic[4]:-x}", "", "x"},
      {"${user.k1:-none}", "last", "none"},
      {"${user[\"$clientid\"]:-a } b", "meter-7 b", "a  b"},
      {"${user[\"}:-\"]:-quoted}", "quoted", "quoted"},
      {"$$", "$", "$"},
      {"$${topic}", "${topic}", "${topic}"},
      {"$$$$ ${qos:-$$}", "$$ 1", "$$ 0"},
      {"${packet_id:-$$ {x}", "65535", "$ {x"},
      {"a}b", "a}b", "a}b"},
  }));
  CAPTURE(row.text);
  const auto parsed = Template::parse(row.text);
  REQUIRE(parsed.has_value());
  const MappingRules rules = sample_rules();
  RenderBuffer buffer;
  const auto full = parsed->render(sample_message(), rules, buffer);
  CHECK((full ? MaybeText(*full) : MaybeText()) == row.full);
  const auto bare = parsed->render(bare_message(), rules, buffer);
  CHECK((bare ? MaybeText(*bare) : MaybeText()) == row.bare);
}

TEST_CASE("a template's fault says where in the text, what and the remedy") {
  struct Row {
    std::string text;
    TextFault fault;
  };
  const std::string dollar = "write $$ for a dollar, ${field} for a field";
  const Row row = GENERATE_COPY(values<Row>({
      {"$", {0, "a single $ stands for nothing", dollar}},
      {"a$b", {1, "a single $ stands for nothing", dollar}},
      {"$topic", {0, "a single $ stands for nothing", dollar}},
      {"x ${topic", {2, "${ has no closing }", "close the field: ${topic}"}},
      {"x ${user[\"a}", {2, "${ has no closing }", "close the field: ${topic}"}},
      {"x ${topic:-d", {2, "${ has no closing }", "close the field: ${topic:-default}"}},
      {"x ${topic:-${qos}}", {11, "a default cannot hold a field", dollar}},
      {"x ${topic:-a$b}", {12, "a single $ stands for nothing", dollar}},
      {"ab ${topik}", {5, "`topik` is not a field", "did you mean `topic`?"}},
      {"${qos}${topic[0]}",
       {14, "topic level 0 does not exist: levels count from 1",
        "write topic[2], topic[-1] for the last level, or topic[2:] for the rest"}},
  }));
  CAPTURE(row.text);
  const auto parsed = Template::parse(row.text);
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().offset == row.fault.offset);
  CHECK(parsed.error().text == row.fault.text);
  CHECK(parsed.error().hint == row.fault.hint);
}

TEST_CASE("a template of one string field is a view of the message, not a copy") {
  const MqttMessage message = sample_message();
  const MappingRules rules = sample_rules();
  RenderBuffer buffer;
  const auto whole = Template::parse("${topic}")->render(message, rules, buffer);
  REQUIRE(whole.has_value());
  CHECK(whole->data() == message.topic.data());
  const auto level = Template::parse("${topic[2]}")->render(message, rules, buffer);
  REQUIRE(level.has_value());
  CHECK(level->data() == message.topic.data() + 6);
  CHECK(buffer.text.capacity() == std::string().capacity());
}

TEST_CASE("a template needs the fields that have no default") {
  const auto parsed = Template::parse("a ${qos}/${message_id:-x}/${user.k1}");
  const auto needs = parsed->needs();
  REQUIRE(needs.size() == 2);
  CHECK(needs[0].field.id == FieldId::qos);
  CHECK(needs[0].offset == 4);
  CHECK(needs[1].field.user_name == "k1");
  CHECK(needs[1].offset == 28);
}

}  // namespace sluice
