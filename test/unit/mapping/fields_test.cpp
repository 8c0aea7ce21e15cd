// SPDX-License-Identifier: Apache-2.0
#include "mapping/fields.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <string>

#include "sample_message.hpp"

namespace sluice {

namespace {

using MaybeText = std::optional<std::string>;

MaybeText text_of(std::string_view spelling, const MqttMessage& message, const MappingRules& rules = sample_rules()) {
  const auto field = parse_field(spelling);
  REQUIRE(field.has_value());
  Reading reading(rules);
  reading.begin(message);
  FieldBuffer buffer;
  const auto text = field_text(*field, reading, buffer);
  return text ? MaybeText(*text) : std::nullopt;
}

}  // namespace

TEST_CASE("each field has its text") {
  struct Row {
    std::string field;
    MaybeText full;
    MaybeText bare;
  };
  const Row row = GENERATE(values<Row>({
      {"topic", "plant/7/press//temp", "a"},
      {"packet_id", "65535", {}},
      {"duplicated", "false", "false"},
      {"qos", "1", "0"},
      {"retained", "true", "false"},
      {"message_id", {}, {}},
      {"message_timestamp", {}, {}},
      {"publisher_client_id", "meter-7", {}},
      {"publisher_client_host", {}, {}},
      {"publisher_username", {}, {}},
      {"content_type", "text/plain", {}},
      {"payload_format", "1", {}},
      {"message_expiry", "4294967295", {}},
      {"response_topic", "answers/7", {}},
      {"correlation_data", std::string("\x00\xff", 2), {}},
      {"filter", "plant/+/#", {}},
      {"payload", "21.5", ""},
      {"payload_size", "4", "0"},
      {"user.k1", "last", {}},
      {"user[\"$clientid\"]", "meter-7", {}},
      {"task", "plant-telemetry", "plant-telemetry"},
      {"received", "1700000000123", "0"},
  }));
  CAPTURE(row.field);
  CHECK(text_of(row.field, sample_message()) == row.full);
  CHECK(text_of(row.field, bare_message()) == row.bare);
}

TEST_CASE("each extended field reads the user property that the rules name") {
  MappingRules rules = sample_rules();
  rules.extended = {"id", "time", "client", "host", "name"};
  const std::array<UserProperty, 5> properties{
      {{"name", "5"}, {"host", "4"}, {"client", "3"}, {"time", "2"}, {"id", "1"}}};
  MqttMessage message = bare_message();
  message.user_properties = properties;
  CHECK(text_of("message_id", message, rules) == "1");
  CHECK(text_of("message_timestamp", message, rules) == "2");
  CHECK(text_of("publisher_client_id", message, rules) == "3");
  CHECK(text_of("publisher_client_host", message, rules) == "4");
  CHECK(text_of("publisher_username", message, rules) == "5");
}

TEST_CASE("the largest and smallest numbers fit their place") {
  MqttMessage message = bare_message();
  message.received_ms = std::numeric_limits<std::int64_t>::min();
  CHECK(text_of("received", message) == "-9223372036854775808");
  message.received_ms = std::numeric_limits<std::int64_t>::max();
  CHECK(text_of("received", message) == "9223372036854775807");
}

TEST_CASE("levels of a topic are counted from 1, and from the end with a minus") {
  struct Row {
    std::string field;
    std::string topic;
    MaybeText text;
  };
  const Row row = GENERATE(values<Row>({
      {"topic[1]", "a/b/c", "a"},       {"topic[2]", "a/b/c", "b"},     {"topic[3]", "a/b/c", "c"},
      {"topic[4]", "a/b/c", {}},        {"topic[-1]", "a/b/c", "c"},    {"topic[-3]", "a/b/c", "a"},
      {"topic[-4]", "a/b/c", {}},       {"topic[1]", "a", "a"},         {"topic[-1]", "a", "a"},
      {"topic[2]", "a//c", ""},         {"topic[1]", "/a", ""},         {"topic[-1]", "a/", ""},
      {"topic[2:]", "a/b/c", "b/c"},    {"topic[2:]", "a", {}},         {"topic[:2]", "a/b/c", "a/b"},
      {"topic[:-2]", "a/b/c", "a/b"},   {"topic[:-2]", "a", {}},        {"topic[-2:]", "a/b/c", "b/c"},
      {"topic[-5:]", "a/b/c", "a/b/c"}, {"topic[2:9]", "a/b/c", "b/c"}, {"topic[2:-2]", "a/b/c/d", "b/c"},
      {"topic[2:-2]", "a/b", {}},       {"topic[:]", "a/b", "a/b"},     {"topic[2:3]", "a///d", "/"},
  }));
  CAPTURE(row.field, row.topic);
  MqttMessage message;
  message.topic = row.topic;
  CHECK(text_of(row.field, message) == row.text);
}

TEST_CASE("a field that cannot be read says where, what and the remedy") {
  struct Row {
    std::string text;
    TextFault fault;
  };
  const std::string all =
      "fields are topic, packet_id, duplicated, qos, retained, message_id, message_timestamp, publisher_client_id, "
      "publisher_client_host, publisher_username, content_type, payload_format, message_expiry, response_topic, "
      "correlation_data, filter, payload, payload_size, user, task, received";
  const std::string levels = "write topic[2], topic[-1] for the last level, or topic[2:] for the rest";
  const std::string path = "write payload.a.b, payload.list[0], or payload[\"odd name\"]";
  std::string deep = "payload";
  for (int step = 0; step < 64; ++step) deep += ".a";
  const std::string user = "write user.NAME or user[\"odd name\"]";
  const Row row = GENERATE_COPY(values<Row>({
      {"topik", {0, "`topik` is not a field", "did you mean `topic`?"}},
      {"Topic", {0, "`Topic` is not a field", "did you mean `topic`?"}},
      {"PacketId", {0, "`PacketId` is not a field", "did you mean `packet_id`?"}},
      {"client_id", {0, "`client_id` is not a field", all}},
      {"", {0, "`` is not a field", all}},
      {" topic", {0, "` topic` is not a field", all}},
      {"env:HOME", {0, "`env` is not a field", all}},
      {"qos[1]", {3, "`[1]` cannot follow qos", "write ${qos}, or ${qos:-text} with a default"}},
      {"payload_size.a",
       {12, "`.a` cannot follow payload_size", "write ${payload_size}, or ${payload_size:-text} with a default"}},
      {"payload.", {7, "a name is missing behind the .", path}},
      {"payload.a..b", {9, "a name is missing behind the .", path}},
      {"payload.[0]", {7, "a name is missing behind the .", path}},
      {"payloada", {0, "`payloada` is not a field", "did you mean `payload`?"}},
      {"payload a", {7, "` a` cannot stand in a path", path}},
      {"payload.a b", {9, "` b` cannot stand in a path", path}},
      {"payload.$a",
       {8, "`$a` begins with a character that must be quoted", "put the name into quotes: payload[\"odd name\"]"}},
      {"payload.a[", {9, "[ has no closing ]", path}},
      {"payload[]", {8, "`` is not a place in a list", "places count from 0, up to 999999"}},
      {"payload[-1]", {8, "`-1` is not a place in a list", "places count from 0, up to 999999"}},
      {"payload[a]", {8, "`a` is not a place in a list", "places count from 0, up to 999999"}},
      {"payload[1000000]", {8, "`1000000` is not a place in a list", "places count from 0, up to 999999"}},
      {"payload[99999999999999999999]",
       {8, "`99999999999999999999` is not a place in a list", "places count from 0, up to 999999"}},
      {"payload.x[\"a", {9, "the quoted name has no end", path}},
      {"payload.x[\"a\"b", {13, "the quoted name `a` is not closed by \"]", "a quote inside the name is written \\\""}},
      {deep + "[0]", {deep.size(), "the path has more than 64 steps", "take a part that is less deep"}},
      {"topic[0]", {6, "topic level 0 does not exist: levels count from 1", levels}},
      {"topic[x]", {6, "`x` is not the number of a topic level", levels}},
      {"topic[]", {6, "`` is not the number of a topic level", levels}},
      {"topic[1:x]", {8, "`x` is not the number of a topic level", levels}},
      {"topic[99999999999]", {6, "`99999999999` is not the number of a topic level", levels}},
      {"topic[3:2]", {6, "levels `3:2` end before they begin", levels}},
      {"topic[-2:-3]", {6, "levels `-2:-3` end before they begin", levels}},
      {"topic[1", {5, "`[1` cannot follow topic", levels}},
      {"topic.1", {5, "`.1` cannot follow topic", levels}},
      {"user", {0, "user needs the name of a user property", user}},
      {"user.", {0, "user needs the name of a user property", user}},
      {"user[k]", {0, "user needs the name of a user property", user}},
      {"user.$a", {5, "the name `$a` has a character that must be quoted", "write user[\"$a\"]"}},
      {"user[\"a", {4, "the quoted name has no end", user}},
      {"user[\"a\"", {8, "the quoted name `a` is not closed by \"]", "a quote inside the name is written \\\""}},
      {"user[\"a\"].b", {9, "`.b` cannot follow a user property", user}},
      {"user[\"a\\n\"]", {7, "a backslash in a quoted name stands before \" or \\ only", "write \\\\ for one"}},
      {"user[\"a\\", {7, "a backslash in a quoted name stands before \" or \\ only", "write \\\\ for one"}},
  }));
  CAPTURE(row.text);
  const auto field = parse_field(row.text);
  REQUIRE_FALSE(field.has_value());
  CHECK(field.error().offset == row.fault.offset);
  CHECK(field.error().text == row.fault.text);
  CHECK(field.error().hint == row.fault.hint);
}

TEST_CASE("a quoted user property may have any name") {
  CHECK(parse_field("user[\"\"]")->user_name.empty());
  CHECK(parse_field("user[\"a } :- b\"]")->user_name == "a } :- b");
  CHECK(parse_field("user[\"say \\\"x\\\" \\\\\"]")->user_name == "say \"x\" \\");
  CHECK(parse_field("user.trace-parent.v2_X")->user_name == "trace-parent.v2_X");
}

TEST_CASE("a path into the payload has steps by name, by place, and by a quoted name") {
  using Path = PayloadPath;
  CHECK(parse_field("payload")->path.empty());
  CHECK(parse_field("payload.a")->path == Path{"a"});
  CHECK(parse_field("payload.a-1._b[0].c")->path == Path{"a-1", "_b", std::size_t{0}, "c"});
  CHECK(parse_field("payload[12][0]")->path == Path{std::size_t{12}, std::size_t{0}});
  CHECK(parse_field("payload[\"a.b \\\"x\\\" }\"].c")->path == Path{"a.b \"x\" }", "c"});
  CHECK(parse_field("payload[\"\"]")->path == Path{""});
  CHECK(parse_field("payload[999999]")->path == Path{std::size_t{999'999}});
}

TEST_CASE("a part of a JSON payload is text as JSON writes it, and strings without their quotes") {
  struct Row {
    std::string field;
    std::string payload;
    MaybeText text;
  };
  const Row row = GENERATE(values<Row>({
      {"payload.a", R"({"a": "x \" y"})", "x \" y"},
      {"payload.a", R"({"a": ""})", ""},
      {"payload.a", R"({"a": 21})", "21"},
      {"payload.a", R"({"a": -9223372036854775808})", "-9223372036854775808"},
      {"payload.a", R"({"a": 18446744073709551615})", "18446744073709551615"},
      {"payload.a", R"({"a": 21.50})", "21.5"},
      {"payload.a", R"({"a": 1.0})", "1"},
      {"payload.a", R"({"a": 1e5})", "100000"},
      {"payload.a", R"({"a": 0.000001})", "0.000001"},
      {"payload.a", R"({"a": 1.5e-7})", "1.5e-07"},
      {"payload.a", R"({"a": 1e15})", "1e+15"},
      {"payload.a", R"({"a": 999999999999999.9})", "999999999999999.9"},
      {"payload.a", R"({"a": -1.7976931348623157e308})", "-1.7976931348623157e+308"},
      {"payload.a", R"({"a": -0.0000012345678901234567})", "-0.0000012345678901234567"},
      {"payload.a", R"({"a": true})", "true"},
      {"payload.a", R"({"a": false})", "false"},
      {"payload.a", R"({"a": null})", {}},
      {"payload.a", R"({"b": 1})", {}},
      {"payload.a.b", R"({"a": 1})", {}},
      {"payload.a", "[1]", {}},
      {"payload[0]", R"({"0": 1})", {}},
      {"payload.a", "21.5", {}},
      {"payload.a", "", {}},
      {"payload.a", R"({"a": 1)", {}},
      {"payload.a", R"({"a": 1} x)", {}},
      {"payload.a", "\xff\xfe", {}},
      {"payload.a", R"( { "a" : { "b" : [ 1 , "x\n" , null , {} , [] , 1.50 ] } } )",
       R"({"b":[1,"x\n",null,{},[],1.5]})"},
      {"payload.a.b[5]", R"( { "a" : { "b" : [ 1 , "x\n" , null , {} , [] , 1.50 ] } } )", "1.5"},
      {"payload.a.b[6]", R"( { "a" : { "b" : [ 1 , "x\n" , null , {} , [] , 1.50 ] } } )", {}},
      {"payload[1]", R"([1, {"k": "v", "k": true}])", R"({"k":"v","k":true})"},
      {"payload[\"a.b\"]", R"({"a.b": "c"})", "c"},
      {"payload", "21.5 ", "21.5 "},
  }));
  CAPTURE(row.field, row.payload);
  MqttMessage message = bare_message();
  message.payload = row.payload;
  CHECK(text_of(row.field, message) == row.text);
}

TEST_CASE("every name of the field table is found by its name, once") {
  for (const FieldRow& row : field_table()) {
    CAPTURE(row.name);
    REQUIRE(find_field(row.name) == &row);
    CHECK_FALSE(row.meaning.empty());
  }
  CHECK(find_field("Topic") == nullptr);
  CHECK(find_field("") == nullptr);
}

}  // namespace sluice
