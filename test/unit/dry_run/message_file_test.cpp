// SPDX-License-Identifier: Apache-2.0
#include "dry_run/message_file.hpp"

#include <catch2/catch.hpp>

using namespace sluice;

namespace {

MessageFile load(const std::string& text) {
  const auto read_file = [](const std::string& path) -> Result<std::string> {
    if (path == "p.bin") return std::string("\0\xFF", 2);
    return failure("No such file or directory");
  };
  return load_message(text, "m.json", {read_file, 42});
}

/// First line and hint of what is wrong.
std::string fault(const std::string& text) {
  const MessageFile file = load(text);
  CHECK_FALSE(file.message);
  std::string all;
  for (const Diagnostic& diagnostic : file.diagnostics) {
    all += std::to_string(diagnostic.line) + ':' + std::to_string(diagnostic.column) + ' ' + diagnostic.text + " | " +
           diagnostic.hint + '\n';
  }
  return all;
}

}  // namespace

TEST_CASE("a topic is enough of a message") {
  const auto file = load(R"({"topic": "a"})");
  CHECK(file.diagnostics.empty());
  REQUIRE(file.message);
  std::vector<UserProperty> properties;
  const MqttMessage message = file.message->view(properties);
  CHECK(message.topic == "a");
  CHECK(message.payload.empty());
  CHECK(message.qos == 1);
  CHECK(message.packet_id == 1);
  CHECK_FALSE(message.retained);
  CHECK_FALSE(message.duplicated);
  CHECK_FALSE(message.payload_format);
  CHECK_FALSE(message.message_expiry);
  CHECK_FALSE(message.content_type);
  CHECK_FALSE(message.response_topic);
  CHECK_FALSE(message.correlation_data);
  CHECK(message.user_properties.empty());
  CHECK(message.received_ms == 42);
}

TEST_CASE("a message has all that a PUBLISH can have") {
  const auto file = load(
      R"({"topic": "a/é", "qos": 1, "retained": true, "duplicated": true, "packet_id": 65535, "content_type": "",
      "payload_format": 0, "message_expiry": 4294967295, "response_topic": "r", "correlation_data": "AP8=",
      "user_properties": [["k", "v"], ["", ""], ["k", "w"]], "payload": "x", "payload_encoding": "text",
      "received": "1970-01-01T00:00:01Z"})");
  CHECK(render(file.diagnostics).empty());
  REQUIRE(file.message);
  std::vector<UserProperty> properties;
  const MqttMessage message = file.message->view(properties);
  CHECK(message.topic == "a/é");
  CHECK(message.payload == "x");
  CHECK(message.packet_id == 65535);
  CHECK(message.retained);
  CHECK(message.duplicated);
  CHECK(message.payload_format == 0);
  CHECK(message.message_expiry == 4294967295);
  CHECK(message.content_type == "");
  CHECK(message.response_topic == "r");
  CHECK(message.correlation_data == std::string_view("\0\xFF", 2));
  CHECK(properties == std::vector<UserProperty>{{"k", "v"}, {"", ""}, {"k", "w"}});
  CHECK(message.received_ms == 1000);
}

TEST_CASE("a payload is a text, base64, JSON or a file") {
  struct Case {
    std::string keys;
    std::string payload;
  };
  const std::vector<Case> cases{
      {R"("payload": "")", ""},
      {R"("payload": "a\u0000b\n")", std::string("a\0b\n", 4)},
      {R"("payload": "AP8=")", "AP8="},
      {R"("payload": "AP8=", "payload_encoding": "base64")", std::string("\0\xFF", 2)},
      {R"("payload": "AP8=", "payload_encoding": "json")", "\"AP8=\""},
      {R"("payload": {"b": 1.50, "a": [true, null]})", R"({"b":1.50,"a":[true,null]})"},
      {R"("payload": [1,  2], "payload_encoding": "json")", "[1,2]"},
      {R"("payload": 21.50)", "21.50"},
      {R"("payload": null, "payload_encoding": "json")", "null"},
      {R"("payload_file": "p.bin")", std::string("\0\xFF", 2)},
  };
  for (const Case& c : cases) {
    CAPTURE(c.keys);
    const auto file = load(R"({"topic": "a", )" + c.keys + '}');
    CHECK(render(file.diagnostics).empty());
    REQUIRE(file.message);
    CHECK(file.message->payload == c.payload);
  }
}

TEST_CASE("a message with QoS 0 has no packet id") {
  CHECK(load(R"({"topic": "a", "qos": 0})").message->packet_id == 0);
  CHECK(load(R"({"topic": "a", "qos": 0, "packet_id": 0})").message->packet_id == 0);
  CHECK(load(R"({"topic": "a", "packet_id": 7})").message->packet_id == 7);
}

namespace {

struct Fault {
  std::string json;
  std::string text;
};

const std::vector<Fault> faults{
    {"[]",
     "1:1 a message must be an object, not a list | its keys are topic, qos, retained, duplicated, packet_id, "
     "content_type, payload_format, message_expiry, response_topic, correlation_data, user_properties, payload, "
     "payload_encoding, payload_file, received\n"},
    {"{}", "1:1 `topic` is missing | write \"topic\": \"sensor/a\"\n"},
    {R"({"topic": "a", "tpoic": 1})", "1:16 a message has no key `tpoic` | did you mean `topic`?\n"},
    {R"({"topic": "a", "message_id": "x"})",
     "1:16 a message has no key `message_id` | an extended field comes as a user property: write a pair into "
     "`user_properties`, with the name that `mapping.extended_fields` gives it\n"},
    {R"({"topic": 7})", "1:11 `topic` must be a text, not 7 | put it into double quotes\n"},
    {R"({"topic": null})", "1:11 `topic` must be a text, not null | leave the key out, or write \"\"\n"},
    {R"({"topic": ""})", "1:11 `topic` is empty | a topic name has at least one character (MQTT 5, 4.7.3)\n"},
    {R"({"topic": "a/#"})",
     "1:11 `topic` is `a/#`: `+` and `#` belong to filters, no message has them | write the topic of one message, "
     "such as sensor/a\n"},
    {R"({"topic": "a\u0000"})",
     "1:11 `topic` has a NUL character, which MQTT forbids in a text (1.5.4) | leave it out\n"},
    {R"({"topic": ")" + std::string(65536, 'a') + "\"}",
     "1:11 `topic` has 65536 bytes | MQTT carries at most 65535 (1.5.4, 1.5.6)\n"},
    {R"({"topic": "a", "qos": 2})",
     "1:23 `qos` is 2: Sluice subscribes with 1 at most, so the broker delivers such a message with 1 | write 1\n"},
    {R"({"topic": "a", "qos": "1"})", "1:23 `qos` must be a whole number, not `1` | write 0 or 1, without quotes\n"},
    {R"({"topic": "a", "qos": 1.0})", "1:23 `qos` must be a whole number, not 1.0 | write 0 or 1, without quotes\n"},
    {R"({"topic": "a", "qos": 3})", "1:23 `qos` is 3 | it can be 0 or 1\n"},
    {R"({"topic": "a", "retained": 1})",
     "1:28 `retained` must be true or false, not 1 | write true or false, without quotes\n"},
    {R"({"topic": "a", "qos": 0, "duplicated": true})",
     "1:40 `duplicated` is true with `qos` 0, which is never sent again (MQTT 5, 3.3.1.1) | leave it out, or write "
     "`qos` 1\n"},
    {R"({"topic": "a", "packet_id": 0})",
     "1:29 `packet_id` is 0: with `qos` 1 there is one (MQTT 5, 2.2.1) | it can be 1 to 65535\n"},
    {R"({"topic": "a", "packet_id": 65536})", "1:29 `packet_id` is 65536 | it can be 0 to 65535\n"},
    {R"({"topic": "a", "packet_id": 99999999999999999999})",
     "1:29 `packet_id` is 99999999999999999999 | it can be 0 to 65535\n"},
    {R"({"topic": "a", "qos": 0, "packet_id": 7})",
     "1:39 `packet_id` is 7 with `qos` 0, which has none | leave it out, or write `qos` 1\n"},
    {R"({"topic": "a", "payload_format": 2})", "1:34 `payload_format` is 2 | it can be 0 or 1\n"},
    {R"({"topic": "a", "message_expiry": -1})", "1:34 `message_expiry` is -1 | it can be 0 to 4294967295\n"},
    {R"({"topic": "a", "response_topic": "a/+"})",
     "1:34 `response_topic` is `a/+`: `+` and `#` belong to filters, no message has them | write the topic of one "
     "message, such as sensor/a\n"},
    {R"({"topic": "a", "correlation_data": "x y"})",
     "1:36 `correlation_data` is `x y`, which is not base64 | write it as `base64 -w0` does: A-Z a-z 0-9 + / and = "
     "at its end\n"},
    {R"({"topic": "a", "user_properties": {"k": "v"}})",
     "1:35 `user_properties` must be a list of pairs, not an object | write [[\"name\", \"value\"], ...]: names may "
     "repeat, and their order counts\n"},
    {R"({"topic": "a", "user_properties": [["k", "v"], ["k"], "k", ["k", 1]]})",
     "1:48 `user_properties[1]` has 1 item, not a name and a value | write [\"name\", \"value\"]\n"
     "1:55 `user_properties[2]` is `k`, not a name and a value | write [\"name\", \"value\"]\n"
     "1:66 `user_properties[3][1]` must be a text, not 1 | put it into double quotes\n"},
    {R"({"topic": "a", "payload": [1], "payload_encoding": "text"})",
     "1:27 `payload` must be a text, not a list | write one text in quotes\n"},
    {R"({"topic": "a", "payload": "x", "payload_encoding": "base64"})",
     "1:27 `payload` is `x`, which is not base64 | write it as `base64 -w0` does: A-Z a-z 0-9 + / and = at its "
     "end\n"},
    {R"({"topic": "a", "payload": "x", "payload_encoding": "hex"})",
     "1:52 `payload_encoding` is `hex` | it can be text, base64 or json\n"},
    {R"({"topic": "a", "payload_encoding": "text"})",
     "1:36 `payload_encoding` stands without `payload` | write `payload`, or leave it out\n"},
    {R"({"topic": "a", "payload_file": "p.bin", "payload_encoding": "text"})",
     "1:61 `payload_encoding` stands without `payload` | leave it out: a file's bytes are the payload\n"},
    {R"({"topic": "a", "payload_file": "p.bin", "payload": ""})",
     "1:32 `payload_file` stands beside `payload` | keep one of the two\n"},
    {R"({"topic": "a", "payload_file": "x"})",
     "1:32 `payload_file` `x` cannot be read: No such file or directory | its path begins in the folder of the file "
     "that names it\n"},
    {R"({"topic": "a", "received": "noon"})",
     "1:28 `received` is `noon`, which is no time | write milliseconds since 1970, or ISO 8601 as in "
     "\"2026-01-01T00:00:00Z\"\n"},
};

}  // namespace

TEST_CASE("what no message can be is refused with its place and the remedy") {
  for (const Fault& c : faults) {
    CAPTURE(c.json.substr(0, 100));
    CHECK(fault(c.json) == c.text);
  }
}

TEST_CASE("the faults of a message are reported together, at their place") {
  CHECK(render(load("{\"qos\": 5,\n \"retained\": \"no\"}").diagnostics) ==
        "m.json:1:1: error: `topic` is missing\n"
        "  {\"qos\": 5,\n"
        "  ^\n"
        "  hint: write \"topic\": \"sensor/a\"\n"
        "m.json:1:9: error: `qos` is 5\n"
        "  {\"qos\": 5,\n"
        "          ^\n"
        "  hint: it can be 0 or 1\n"
        "m.json:2:14: error: `retained` must be true or false, not `no`\n"
        "   \"retained\": \"no\"}\n"
        "               ^\n"
        "  hint: write true or false, without quotes\n");
}

TEST_CASE("a byte order mark is no part of a message") { CHECK(load("\xEF\xBB\xBF{\"topic\": \"a\"}").message); }
