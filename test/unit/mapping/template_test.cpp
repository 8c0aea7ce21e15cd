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
      {"${topic|slug}", "plant_7_press__temp", "a"},
      {"${topic[2:]|slug|upper}", "7_PRESS__TEMP", {}},
      {"x-${topic[2]|upper:-None}", "x-7", "x-None"},
      {"${topic[2]|upper:-a|b}", "7", "a|b"},
      {"${user[\"a|b\"]|upper:-c}", "c", "c"},
      {"${content_type|upper|lower|slug}.${qos|hex}", "text_plain.31", {}},
      {"${correlation_data|hex}", "00ff", {}},
      {"${correlation_data|base64:-}", "AP8=", ""},
      {"<${payload|base64}>", "<MjEuNQ==>", "<>"},
      {"${payload.a:-none}", "none", "none"},
  }));
  CAPTURE(row.text);
  const auto parsed = Template::parse(row.text);
  REQUIRE(parsed.has_value());
  const MappingRules rules = sample_rules();
  Reading reading(rules);
  RenderBuffer buffer;
  const auto rendered = [&](const MqttMessage& message) {
    reading.begin(message);
    const auto text = parsed->render(reading, buffer);
    return text ? MaybeText(*text) : MaybeText();
  };
  CHECK(rendered(sample_message()) == row.full);
  CHECK(rendered(bare_message()) == row.bare);
}

TEST_CASE("a template's fault says where in the text, what and the remedy") {
  struct Row {
    std::string text;
    TextFault fault;
  };
  const std::string transforms = "transforms are slug, lower, upper, base64, hex";
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
      {"x ${topic|slug", {2, "${ has no closing }", "close the field: ${topic|slug}"}},
      {"${topic|slgu}", {8, "`slgu` is not a transform", "did you mean `slug`?"}},
      {"${topic|slug|Upper}", {13, "`Upper` is not a transform", "did you mean `upper`?"}},
      {"${topic|}", {8, "`` is not a transform", transforms}},
      {"${topic| slug}", {8, "` slug` is not a transform", "did you mean `slug`?"}},
      {"${topic|trim:-x}", {8, "`trim` is not a transform", transforms}},
      {"${topic|hex|hex|hex|hex|hex|hex|hex|hex|hex}", {40, "a field with more than 8 transforms", "leave some out"}},
      {"x ${user.site:-None|lower}",
       {19, "a transform stands in front of the default, which is taken as it is", "write ${user.site|lower:-None}"}},
      {std::string(4097, 'x'), {4096, "the template has 4097 bytes", "at most 4096 are read"}},
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
  Reading reading(rules);
  reading.begin(message);
  const Template topic = *Template::parse("${topic}");
  const auto whole = topic.render(reading, buffer);
  REQUIRE(whole.has_value());
  CHECK(whole->data() == message.topic.data());
  const Template second = *Template::parse("${topic[2]}");
  const auto level = second.render(reading, buffer);
  REQUIRE(level.has_value());
  CHECK(level->data() == message.topic.data() + 6);
  CHECK(buffer.text.capacity() == std::string().capacity());
}

TEST_CASE("a template says which field is missing, as it is written") {
  const MappingRules rules = sample_rules();
  const MqttMessage message = bare_message();
  Reading reading(rules);
  reading.begin(message);
  RenderBuffer buffer;
  CHECK(Template::parse("${topic}${user.a:-x}${user[\"k 1\"]|slug}")->first_missing(reading, buffer) ==
        std::string("user[\"k 1\"]"));
  CHECK(Template::parse("${topic}${user.a:-x}")->first_missing(reading, buffer).empty());
}

TEST_CASE("a template without fields is a constant") {
  CHECK(Template::parse("")->constant() == "");
  const Template text = *Template::parse("a $$ b");
  CHECK(text.constant() == "a $ b");
  CHECK_FALSE(Template::parse("a${qos}")->constant());
  CHECK_FALSE(Template::parse("${qos}a")->constant());
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
