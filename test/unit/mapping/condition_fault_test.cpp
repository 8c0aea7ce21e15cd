// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <string>

#include "mapping/condition/condition.hpp"

namespace sluice {

namespace {

struct Row {
  std::string text;
  TextFault fault;
};

const std::string choice_hint = "write CASE WHEN $qos = 1 THEN 'a' ELSE 'b' END";
const std::string value_hint = "write a field ($qos), a user property (k1), a text ('v1'), a number, TRUE or FALSE";
const std::string join_hint = "join conditions with AND or OR, compare values with an operator such as =";
const std::string null_hint = "write IS NULL or IS NOT NULL behind the value that may be missing";
const std::string all_fields =
    "fields are $topic, $packet_id, $duplicated, $qos, $retained, $message_id, $message_timestamp, "
    "$publisher_client_id, $publisher_client_host, $publisher_username, $content_type, $payload_format, "
    "$message_expiry, $response_topic, $correlation_data, $filter, $payload, $payload_size, $user, $task, $received";
const std::string flag_hint = "compare a flag with TRUE or FALSE";
const std::string wildcard_hint = "write $topic LIKE 'plant/%', or $topic[2] = '7' for one level";
const std::string odd_name_hint = "a name with other than letters, digits, _ - . stands in double quotes";
const std::string levels_hint = "write $topic[2], $topic[-1] for the last level, or $topic[2:] for the rest";
const std::string path_hint = "write $payload.a.b, $payload.list[0], or $payload[\"odd name\"]";
const std::string user_hint = "write $user.NAME or $user[\"odd name\"]";

void check(const Row& row) {
  CAPTURE(row.text);
  const auto parsed = Condition::parse(row.text);
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().offset == row.fault.offset);
  CHECK(parsed.error().text == row.fault.text);
  CHECK(parsed.error().hint == row.fault.hint);
}

}  // namespace

TEST_CASE("what a condition does not know is told at the very character, with what to write instead") {
  const Row row = GENERATE(values<Row>({
      {"k1 = 'v1", {5, "a text has no closing quote", "close it with '; a quote inside a text is written ''"}},
      {"\"k1 = 'v1'",
       {0, "a quoted name has no closing quote", "close it with \"; a double quote inside a name is written \"\""}},
      {"$payload[\"x]", {8, "[ has no closing ]", "close it: $topic[2], $payload.list[0]"}},
      {"${topic} = 'a'", {0, "`${` begins a field in templates only", "write $topic, without braces"}},
      {"k1 == 'a'", {3, "`==` is not known to a condition", "write ="}},
      {"k1 = 'a' && k2 = 'b'", {9, "`&&` is not known to a condition", "write AND"}},
      {"k1 = 'a' || k2 = 'b'", {9, "`||` is not known to a condition", "write OR"}},
      {"! k1", {0, "`!` is not known to a condition", "write NOT, or != for unequal"}},
      {"k1 = 12abc",
       {5, "`12abc` is not a number", "a text stands in single quotes, the name of a user property in double quotes"}},
      {"k1 = 2024-01-01",
       {5, "`2024-01-01` is not a number",
        "a text stands in single quotes, the name of a user property in double quotes"}},
      {"k1 = 1e999", {5, "`1e999` does not fit a 64-bit number", "numbers go from 2.3e-308 to 1.7e308"}},
      {"k1 > 5 + 3",
       {7, "`+` is not known to a condition", "a sign stands directly before its number; there is no arithmetic"}},
      {"k1 = 'a'; ", {8, "`;` is not known to a condition", "remove it"}},
      {"k1 = \342\200\230a\342\200\231",
       {5, "`\342\200\230` is not known to a condition", "write single quotes: 'v1'"}},
      {"gr\303\266\303\237e = 1", {2, "`\303\266` is not known to a condition", odd_name_hint}},
      {"k1 = 'a' -- x", {9, "`--` is not known to a condition", "a condition has no comments; YAML's begin with #"}},
      {"SELECT * FROM x", {7, "`*` is not known to a condition", "there is no arithmetic"}},
      {"[k1] = 5", {0, "`[` is not known to a condition", "a list stands in parentheses: IN ('a', 'b')"}},
      {"{k1} = 5", {0, "`{` is not known to a condition", "write $topic for a field, without braces"}},
      {"`k1` = 5",
       {0, "``` is not known to a condition", "write double quotes around a name, single quotes around a text"}},
      {"k1 ~ 'a'", {3, "`~` is not known to a condition", "write LIKE"}},
      {"k1 =< 5", {3, "`=<` is not known to a condition", "write <="}},
      {"a. = 'c'", {1, "`.` is not known to a condition", odd_name_hint}},
      {"k1 = - 5",
       {5, "`-` is not known to a condition", "a sign stands directly before its number; there is no arithmetic"}},
  }));
  check(row);
}

TEST_CASE("what is missing or too much is told at the very token") {
  const Row row = GENERATE(values<Row>({
      {"", {0, "the condition is empty", "write one, e.g. $qos = 1"}},
      {"where", {5, "the condition is empty", "write one, e.g. $qos = 1"}},
      {"k1 BETWEEN 'a', 'b'", {14, "BETWEEN needs AND and an upper bound, not `,`", "write BETWEEN 1 AND 5"}},
      {"k1 LIKE 5", {8, "LIKE needs a text in single quotes, not `5`", "write LIKE 'a%'"}},
      {"k1 LIKE \"a%\"", {8, "LIKE needs a text in single quotes, not `\"a%\"`", "write LIKE 'a%'"}},
      {"k1 LIKE 'a\\x' ESCAPE '\\'",
       {8, "in `'a\\x'` the escape `\\` stands before nothing that needs it", "it stands before %, _ and itself only"}},
      {"k1 LIKE 'a' ESCAPE 'ab'", {19, "ESCAPE needs a text of one ASCII character", "write ESCAPE '\\'"}},
      {"k1 LIKE 'a' ESCAPE", {18, "ESCAPE needs a text of one ASCII character", "write ESCAPE '\\'"}},
      {"k1 LIK 'a'", {3, "`LIK` cannot follow `k1`", "did you mean `LIKE`?"}},
      {"k1 = 'it's'", {9, "`s` cannot follow `'it'`", "a quote inside a text is written ''"}},
      {"k1 NOT NULL", {7, "NOT behind a value needs IN, LIKE or BETWEEN, not `NULL`", "write IS NOT NULL"}},
      {"k1 NOT = 'a'",
       {7, "NOT behind a value needs IN, LIKE or BETWEEN, not `=`",
        "NOT of a whole comparison stands before it: NOT k1 = 'v1'"}},
      {"k1 IS 'a'", {6, "IS needs NULL or NOT NULL, not `'a'`", "write IS NULL or IS NOT NULL; to compare, write ="}},
      {"k1 IS TRUE", {6, "IS needs NULL or NOT NULL, not `TRUE`", "write IS NULL or IS NOT NULL; to compare, write ="}},
      {"k1 IS NOT 5", {10, "IS needs NULL or NOT NULL, not `5`", "write IS NULL or IS NOT NULL; to compare, write ="}},
      {"(k1 = 'a'", {0, "`(` has no closing `)`", "close it with )"}},
      {"(k1 = 'a' k2", {10, "`k2` cannot follow `'a'`", join_hint}},
      {"k1 = 'a')", {8, "`)` has no opening `(`", "remove it, or open one before"}},
      {"k1 IN 'a'", {6, "IN needs a list in parentheses, not `'a'`", "write IN ('a', 'b')"}},
      {"k1 IN ('a'", {6, "`(` has no closing `)`", "close it with )"}},
      {"k1 IN ('a' 'b')", {11, "`'b'` cannot follow `'a'`", join_hint}},
      {"k1 = 'a' k2 = 'b'", {9, "`k2` cannot follow `'a'`", join_hint}},
      {"a = b = c", {6, "`=` cannot follow a complete comparison", "join two comparisons with AND: a < b AND b < c"}},
      {"a = b IS NULL",
       {6, "`IS` cannot follow a complete comparison", "join two comparisons with AND: a < b AND b < c"}},
      {"LENGTH(k1 = 4", {6, "`(` has no closing `)`", "close it with )"}},
      {"CASE k1 WHEN 'a' THEN 1 END = 1", {5, "CASE needs WHEN, not `k1`", choice_hint}},
      {"CASE WHEN k1 = 'a' END = 1", {19, "WHEN needs THEN, not `END`", choice_hint}},
      {"CASE WHEN k1 = 'a' THEN 1", {0, "CASE has no END", choice_hint}},
      {"CASE END", {5, "CASE needs WHEN, not `END`", choice_hint}},
      {"k1 = 'a' ADN k2 = 'b'", {9, "`ADN` cannot follow `'a'`", "did you mean `AND`?"}},
  }));
  check(row);
}

TEST_CASE("a wrong field or function is told with the one that was most likely meant") {
  const Row row = GENERATE(values<Row>({
      {"$user", {0, "user needs the name of a user property", user_hint}},
      {"$user[1]", {0, "user needs the name of a user property", user_hint}},
      {"$payload.", {8, "a name is missing behind the .", path_hint}},
      {"$payload[x]", {9, "`x` is not a place in a list", "places count from 0, up to 999999"}},
      {"$payload.\"a\"\"b\"[x]", {16, "`x` is not a place in a list", "places count from 0, up to 999999"}},
      {"$topic[0]", {7, "topic level 0 does not exist: levels count from 1", levels_hint}},
      {"$topic.a", {6, "`.a` cannot follow topic", levels_hint}},
      {"$qos.a",
       {4, "`.a` cannot follow $qos", "only $payload, $user and $topic go on: $payload.a.b, $user.NAME, $topic[2]"}},
      {"$qoss = 1", {0, "`$qoss` is not a field", "did you mean `$qos`?"}},
      {"$whatever = 1", {0, "`$whatever` is not a field", all_fields}},
      {"$ = 1", {0, "$ needs the name of a field", "write $topic, $qos, ...; a text stands in single quotes"}},
      {"k1 IN ()", {7, "a value is missing before `)`", value_hint}},
      {"UPER(k1) = 'A'", {0, "`UPER` is not a function", "did you mean `UPPER`?"}},
      {"COUNT(k1) = 1", {0, "`COUNT` is not a function", "functions are ABS, COALESCE, LENGTH, LOWER, UPPER"}},
      {"UPPER() = 'A'", {0, "UPPER takes one argument, not 0", "write UPPER(k1)"}},
      {"UPPER(k1, k2) = 'A'", {0, "UPPER takes one argument, not 2", "write UPPER(k1)"}},
      {"COALESCE(k1) = 'a'", {0, "COALESCE takes two arguments or more, not 1", "write COALESCE(site, 'none')"}},
      {"end = 5",
       {0, "a value is missing before `end`", "`end` is a keyword; the user property of that name is written \"end\""}},
      {"k1 = AND b",
       {5, "a value is missing before `AND`", "`AND` is a keyword; the user property of that name is written \"AND\""}},
      {"qos = 1",
       {0, "`qos` without $ is a user property, and it looks like a field",
        "write $qos for the field, \"qos\" for the user property"}},
      {"topic = 'a'",
       {0, "`topic` without $ is a user property, and it looks like a field",
        "write $topic for the field, \"topic\" for the user property"}},
      {"payload.temp > 5",
       {0, "`payload.temp` without $ is a user property, and it looks like a field",
        "write $payload.temp for the field, \"payload.temp\" for the user property"}},
      {"user.k1 = 'last'",
       {0, "`user.k1` without $ is a user property, and it looks like a field",
        "write $user.k1 for the field, \"user.k1\" for the user property"}},
      {"k1 =", {4, "a value is missing at the end", value_hint}},
      {"= 5", {0, "a value is missing before `=`", value_hint}},
      {"k1 = 'a' AND", {12, "a value is missing at the end", value_hint}},
      {"k1 = 'a' OR )", {12, "a value is missing before `)`", value_hint}},
      {"k1 <=> 5", {5, "a value is missing before `>`", value_hint}},
  }));
  check(row);
}

TEST_CASE("a condition that no message can pass is a fault") {
  const Row row = GENERATE(values<Row>({
      {"k1 = \"v1\"",
       {5, "\"v1\" in double quotes is the user property of that name, not a text",
        "write 'v1' for the text, $user.\"v1\" for the user property"}},
      {"k1 IN (\"a\")",
       {7, "\"a\" in double quotes is the user property of that name, not a text",
        "write 'a' for the text, $user.\"a\" for the user property"}},
      {"k1 = NULL", {5, "a comparison with `NULL` is never true", null_hint}},
      {"NULL = k1", {0, "a comparison with `NULL` is never true", null_hint}},
      {"k1 IN ('a', NULL)", {12, "a comparison with `NULL` is never true", null_hint}},
      {"k1 BETWEEN NULL AND 'b'", {11, "a comparison with `NULL` is never true", null_hint}},
      {"$retained = 1", {12, "`$retained` is a flag and is never comparable with `1`", flag_hint}},
      {"$retained = 'yes'", {12, "`$retained` is a flag and is never comparable with `'yes'`", flag_hint}},
      {"$qos = 'high'",
       {7, "`$qos` is a number and is never comparable with `'high'`", "compare a number with a number"}},
      {"$qos = TRUE", {7, "`$qos` is a number and is never comparable with `TRUE`", flag_hint}},
      {"$qos", {0, "`$qos` is a number, not a condition", "compare it: $qos = 1"}},
      {"'abc'", {0, "`'abc'` is a text, not a condition", "compare something with it: k1 = 'abc'"}},
      {"NULL", {0, "NULL is never true", null_hint}},
      {"5", {0, "`5` is a number, not a condition", "compare something with it: k1 = 5"}},
      {"$topic", {0, "`$topic` is a text, not a condition", "compare it: $topic = 'v1'"}},
      {"NOT $qos", {4, "`$qos` is a number, not a condition", "compare it: $qos = 1"}},
      {"UPPER($qos) = 'A'", {6, "`$qos` is a number: UPPER of it is never known", "UPPER takes texts only"}},
      {"ABS($retained) = 1", {4, "`$retained` is a flag: ABS of it is never known", "ABS takes numbers only"}},
      {"ABS('x') = 1", {4, "`'x'` is a text: ABS of it is never known", "ABS takes numbers only"}},
      {"$retained AND $qos", {14, "`$qos` is a number, not a condition", "compare it: $qos = 1"}},
      {"$qos LIKE '1'", {0, "`$qos` is a number: LIKE of it is never known", "LIKE takes texts only"}},
      {"$topic = 'sensor/#'", {9, "no topic contains `#`: wildcards stand in filters only", wildcard_hint}},
      {"$topic LIKE 'sensor/+/x'", {12, "no topic contains `+`: wildcards stand in filters only", wildcard_hint}},
      {"$topic[2] IN ('a','+')", {18, "no topic contains `+`: wildcards stand in filters only", wildcard_hint}},
      {"k1 BETWEEN 5 AND 1", {11, "nothing is between `5` and `1`", "the lower bound stands first"}},
      {"k1 BETWEEN 'b' AND 'a'", {11, "nothing is between `'b'` and `'a'`", "the lower bound stands first"}},
  }));
  check(row);
}

TEST_CASE("a condition of more than 4 KiB is refused, one of 4 KiB is not") {
  const std::string start = "k1 = '";
  const std::string longest = start + std::string(4096 - start.size() - 1, 'x') + "'";
  CHECK(Condition::parse(longest).has_value());
  check({longest + " ", {4096, "the condition has 4097 bytes, more than 4096", "split it, e.g. into routes"}});
}

TEST_CASE("nesting is bounded: of parentheses, NOT, CASE and functions alike") {
  struct Level {
    std::string open;
    std::string close;
    std::size_t told_at;  // within `open`
  };
  const Level level = GENERATE(values<Level>({
      {"(", ")", 0},
      {"NOT ", "", 0},
      {"COALESCE($retained, ", ")", 8},
      {"CASE WHEN $retained THEN ", " END", 0},
  }));
  const auto nested = [&](int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += level.open;
    text += "$retained";
    for (int i = 0; i < depth; ++i) text += level.close;
    return text;
  };
  CHECK(Condition::parse(nested(64)).has_value());
  check({nested(65),
         {64 * level.open.size() + level.told_at, "nested deeper than 64 levels",
          "AND and OR of many need no parentheses; split the condition, e.g. into routes"}});
}

TEST_CASE("a long chain of AND is not nested") {
  std::string chain = "$qos = 1";
  while (chain.size() < 4000) chain += " AND $qos = 1";
  CHECK(Condition::parse(chain).has_value());
}

}  // namespace sluice
