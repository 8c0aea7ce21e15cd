// SPDX-License-Identifier: Apache-2.0
#include "config/text_runs.hpp"

#include <catch2/catch.hpp>

#include "unit/config/config_text.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

/// A task with this condition, as YAML has it, behind `where:` at line 5, column 10.
std::string with_where(const std::string& yaml) {
  return "task: plant\nmqtt: {brokers: [mqtt://b], filters: [a]}\nkafka: {brokers: [k:1]}\nmapping:\n  where: " + yaml +
         "\n  topic: t\n";
}

/// `line:column` of the only fault.
std::string place_of_fault(const std::string& yaml) {
  const auto diagnostics = load(with_where(yaml)).diagnostics;
  REQUIRE(diagnostics.size() == 1);
  return std::to_string(diagnostics[0].line) + ':' + std::to_string(diagnostics[0].column);
}

}  // namespace

TEST_CASE("a fault in a condition is shown under its token, however YAML spells the text") {
  struct Row {
    std::string yaml;
    std::string place;
  };
  const Row row = GENERATE(values<Row>({
      {"$qoss = 1", "5:10"},
      {"k = 1 AND $qoss = 1", "5:20"},
      {"'k = 1 AND $qoss = 1'", "5:21"},
      {"'k = ''v'' AND $qoss = 1'", "5:25"},
      {"\"k = 1 AND $qoss = 1\"", "5:21"},
      {R"("\"k 1\" = 1 AND $qoss = 1")", "5:27"},
      {"|\n    $qoss = 1", "6:5"},
      {"|\n    k = 1\n    AND $qoss = 1", "7:9"},
      {"|-\n    k = 1\n\n      AND  $qoss = 1\n", "8:12"},
      {">-\n    k = 1\n    AND $qoss = 1\n    AND k = 2", "7:9"},
      {">\n\n    k = 1\n\n    AND $qoss = 1", "9:9"},
      {">2\n      k = 1 AND\n        $qoss = 1", "7:9"},
      {"k = 1\n    AND $qoss = 1", "6:9"},
      {"'k = 1\n\n    AND ''v'' = $qoss'", "7:17"},
      {"\"k = 1\n    AND $qoss = 1\"", "6:9"},
      {"|  # why\n    k = 1\n    AND $qoss = 1", "7:9"},
      {"|\r\n    k = 1\r\n    AND $qoss = 1\r", "7:9"},
      // An escape that stands for something else: the value as a whole.
      {R"("k = \x31 AND $qoss = 1")", "5:10"},
  }));
  CAPTURE(row.yaml);
  CHECK(place_of_fault(row.yaml) == row.place);
}

TEST_CASE("a text that does not stand in the source has no pieces") {
  CHECK(text_runs("'abc'", 0, "abd").empty());
  CHECK(text_runs("ab", 0, "abc").empty());
  CHECK(text_runs("", 0, "a").empty());
  CHECK(text_runs("ab", 7, "a").empty());
  CHECK(text_runs("\"a\\n\"", 0, "a\n") == std::vector<TextRun>{{0, 1}});
  CHECK(text_runs("|", 0, "").size() == 1);
}
