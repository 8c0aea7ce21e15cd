// SPDX-License-Identifier: Apache-2.0
#include "dry_run/case_file.hpp"

#include <catch2/catch.hpp>

#include "dry_run/case_run.hpp"

using namespace sluice;

namespace {

Environment environment() {
  Environment result;
  result.variable = [](const std::string& name) -> std::optional<std::string> {
    if (name == "TOPIC") return "from.environment";
    if (name == "PASSWORD") return "hunter2-hunter2";
    return std::nullopt;
  };
  result.read_file = [](const std::string&) -> Result<std::string> { return failure("No such file or directory"); };
  result.hostname = "box";
  return result;
}

CaseFileResult load(std::string_view text, RulesFrom rules_from = RulesFrom::case_file) {
  const auto read_file = [](const std::string&) -> Result<std::string> { return failure("No such file or directory"); };
  return load_cases(text, "c.yaml", rules_from, environment(), {read_file, case_received_ms});
}

}  // namespace

TEST_CASE("cases of a configuration have no rules of their own") {
  const auto result = load("cases:\n  - name: a\n    message: {topic: x}\n    expect: {}\n", RulesFrom::config);
  CHECK(render(result.diagnostics).empty());
  REQUIRE(result.file);
  CHECK_FALSE(result.file->rules);
  REQUIRE(result.file->cases.size() == 1);
  const MappingCase& one = result.file->cases[0];
  CHECK(one.name == "a");
  CHECK(one.line == 2);
  CHECK(one.message.topic == "x");
  CHECK(one.message.received_ms == case_received_ms);
  CHECK_FALSE(one.rules);
  MappingRules rules;
  rules.topic = "t";
  const CaseReport report = run_cases(*result.file, rules, "c.yaml");
  CHECK(report.text == "ok      a\nc.yaml: 1 case, all ok\n");
  CHECK(report.failed == 0);
}

TEST_CASE("a case file's own mapping may use the environment, its messages may not") {
  const auto result = load(
      "task: plant\nmqtt: {filters: [a/#], password: \"${env:PASSWORD}\"}\nmapping: {topic: \"${env:TOPIC}\"}\ncases:\n"
      "  - name: a\n    message: {topic: a, payload: \"${env:TOPIC}\"}\n    expect: {}\n");
  CHECK(render(result.diagnostics).empty());
  REQUIRE(result.file);
  CHECK(result.file->rules->topic == "from.environment");
  CHECK(result.file->rules->task == "plant");
  CHECK(result.file->rules->filters == std::vector<std::string>{"a/#"});
  CHECK(result.file->cases[0].message.payload == "${env:TOPIC}");
}

TEST_CASE("a case's mapping lies over the file's, key by key") {
  const auto result = load(
      "mapping: {topic: t, key: a}\ncases:\n"
      "  - {name: a, mapping: {key: b, where: $qos = 1}, message: {topic: x}, expect: {}}\n"
      "  - {name: b, message: {topic: x}, expect: {}}\n");
  CHECK(render(result.diagnostics).empty());
  REQUIRE(result.file);
  const auto& rules = result.file->cases[0].rules;
  REQUIRE(rules);
  CHECK(rules->topic == "t");
  CHECK(rules->key == "b");
  CHECK(rules->where == "$qos = 1");
  CHECK_FALSE(result.file->cases[1].rules);
}

TEST_CASE("no secret of a case file is printed") {
  const auto result =
      load("mqtt: {password: hunter2-hunter2, pasword: hunter2-hunter2}\nmapping: {topic: t}\ncases: []\n");
  CHECK_FALSE(result.file);
  const std::string text = render(result.diagnostics);
  CHECK(text.find("pasword") != std::string::npos);
  CHECK(text.find("hunter2") == std::string::npos);
}

TEST_CASE("what --json prints can be expected") {
  const auto result = load(
      "mapping: {topic: t}\ncases:\n  - name: a\n    message: {topic: x}\n    expect: "
      R"({"topic":"t","key":"/w==","key_encoding":"base64","timestamp":1700000000123,"headers":[["k","v"],["b","AP8=","base64"]],"value":"21.5","value_encoding":"text"})"
      "\n  - name: b\n    message: {topic: x}\n    expect: {\"dropped\":true}\n  - name: c\n    message: {topic: x}\n  "
      "  expect: "
      R"({"rejected":{"stage":"mapping","cause":"ILLEGAL_TOPIC","reason":"topic `x`"}})"
      "\n");
  CHECK(render(result.diagnostics).empty());
  REQUIRE(result.file);
  const auto& record = std::get<ExpectedRecord>(result.file->cases[0].expect);
  CHECK(record.topic == "t");
  CHECK(record.key->bytes == "\xFF");
  CHECK(record.timestamp_ms == 1700000000123);
  CHECK(record.headers == std::vector<ExpectedRecord::Header>{{"k", "v"}, {"b", std::string("\0\xFF", 2)}});
  CHECK(record.value == "21.5");
  CHECK(std::holds_alternative<Dropped>(result.file->cases[1].expect));
  CHECK(std::get<ExpectedRejection>(result.file->cases[2].expect).reason == "topic `x`");
}
