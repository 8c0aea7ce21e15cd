// SPDX-License-Identifier: Apache-2.0
// The forms of a payload: raw is tested with the mapper, base64 and the JSON envelope here.
#include "mapping/payload_document.hpp"
#include "one_mapping.hpp"
#include "sample_message.hpp"

namespace sluice {

namespace {

Mapper mapper_for(PayloadForm form) {
  MappingRules rules = sample_rules();
  rules.payload = form;
  return compiled(rules);
}

std::string value_of(Mapper& mapper, std::string_view payload) {
  MqttMessage message = bare_message();
  message.payload = payload;
  return std::string(record_of(mapper, message).value);
}

}  // namespace

TEST_CASE("the form base64 is the payload as text") {
  Mapper mapper = mapper_for(PayloadForm::base64);
  CHECK(value_of(mapper, "") == "");
  CHECK(value_of(mapper, std::string_view("\0\xff", 2)) == "AP8=");
  CHECK(value_of(mapper, "21.5") == "MjEuNQ==");
}

TEST_CASE("the envelope has what the message has, in one order") {
  Mapper mapper = mapper_for(PayloadForm::json);
  CHECK(record_of(mapper, sample_message()).value ==
        R"({"topic":"plant/7/press//temp","qos":1,"retained":true,"duplicated":false,"packet_id":65535,)"
        R"("publisher_client_id":"meter-7","content_type":"text/plain","payload_format":1,"message_expiry":4294967295,)"
        R"("response_topic":"answers/7","correlation_data":"AP8=",)"
        R"("user_properties":[["k1","first"],["$clientid","forged"],["k1","last"],["$clientid","meter-7"]],)"
        R"("payload":21.5,"payload_encoding":"json"})");
  CHECK(record_of(mapper, bare_message()).value ==
        R"({"topic":"a","qos":0,"retained":false,"duplicated":false,"payload":"","payload_encoding":"text"})");
}

TEST_CASE("the envelope carries every extended field that is mapped") {
  MappingRules rules = sample_rules();
  rules.payload = PayloadForm::json;
  rules.extended = {"id", "time", "client", "host", "name"};
  const std::array<UserProperty, 5> properties{
      {{"name", "5\n"}, {"host", "4"}, {"client", "3"}, {"time", "2"}, {"id", "1"}}};
  MqttMessage message = bare_message();
  message.user_properties = properties;
  Mapper mapper = compiled(rules);
  CHECK(record_of(mapper, message).value ==
        R"({"topic":"a","qos":0,"retained":false,"duplicated":false,"message_id":"1","message_timestamp":"2",)"
        R"("publisher_client_id":"3","publisher_client_host":"4","publisher_username":"5\n",)"
        R"("user_properties":[["name","5\n"],["host","4"],["client","3"],["time","2"],["id","1"]],)"
        R"("payload":"","payload_encoding":"text"})");
}

TEST_CASE("the envelope embeds JSON byte for byte, text as a string, and other bytes as base64") {
  struct Row {
    std::string payload;
    std::string embedded;
    std::string encoding;
  };
  const Row row = GENERATE(values<Row>({
      {R"({"b": 1.50, "a": [1e2, null]})", R"({"b": 1.50, "a": [1e2, null]})", "json"},
      {" \t\r\n[1, 2]\n", "[1, 2]", "json"},
      {"{\n  \"a\": 1\n}\n", "{\n  \"a\": 1\n}", "json"},
      {"21.5", "21.5", "json"},
      {"\"text\"", "\"text\"", "json"},
      {"null", "null", "json"},
      {R"({"k": 1, "k": 2})", R"({"k": 1, "k": 2})", "json"},
      {R"({"a": 1)", R"("{\"a\": 1")", "text"},
      {R"({"a": 1} {"b": 2})", R"("{\"a\": 1} {\"b\": 2}")", "text"},
      {"{\"a\": \"\n\"}", R"("{\"a\": \"\n\"}")", "text"},
      {"[NaN]", "\"[NaN]\"", "text"},
      {"01", "\"01\"", "text"},
      {"\xEF\xBB\xBF{}", "\"\xEF\xBB\xBF{}\"", "text"},
      {" 123456789012345678901234567890 ", "123456789012345678901234567890", "json"},
      {"[123456789012345678901234567890, 1e400]", "[123456789012345678901234567890, 1e400]", "json"},
      {"[01234567890123456789012]", "\"[01234567890123456789012]\"", "text"},
      {std::string(2000, '['), '"' + std::string(2000, '[') + '"', "text"},
      {std::string(2000, '[') + std::string(2000, ']'), '"' + std::string(2000, '[') + std::string(2000, ']') + '"',
       "text"},
      {" ", "\" \"", "text"},
      {"caf\xC3\xA9\t\"x\"", "\"caf\xC3\xA9\\t\\\"x\\\"\"", "text"},
      {std::string("a\0b", 3), R"("a\u0000b")", "text"},
      {"\xFF\xFE", "\"//4=\"", "base64"},
      {"{\"a\": \"\xFF\"}", "\"eyJhIjogIv8ifQ==\"", "base64"},
  }));
  Mapper mapper = mapper_for(PayloadForm::json);
  CHECK(value_of(mapper, row.payload) == R"({"topic":"a","qos":0,"retained":false,"duplicated":false,"payload":)" +
                                             row.embedded + R"(,"payload_encoding":")" + row.encoding + "\"}");
}

TEST_CASE("the envelope is JSON whatever bytes a message has") {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  const std::array<UserProperty, 2> properties{{{bytes, ""}, {"", bytes}}};
  MqttMessage message;
  message.topic = bytes;
  message.content_type = bytes;
  message.response_topic = bytes;
  message.correlation_data = bytes;
  message.user_properties = properties;
  message.payload = bytes;
  Mapper mapper = mapper_for(PayloadForm::json);
  PayloadDocument document;
  document.begin(record_of(mapper, message).value);
  CHECK(document.is_json());
}

}  // namespace sluice
