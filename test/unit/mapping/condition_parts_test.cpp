// SPDX-License-Identifier: Apache-2.0
// The small parts of conditions, where whole conditions would not show them.
#include <catch2/catch.hpp>
#include <compare>
#include <limits>
#include <optional>
#include <string>

#include "mapping/condition/characters.hpp"
#include "mapping/condition/comparison.hpp"
#include "mapping/condition/field_reference.hpp"
#include "mapping/condition/like_pattern.hpp"
#include "mapping/condition/numeral.hpp"

namespace sluice {

namespace {

bool is_like(const std::string& text, const std::string& pattern, std::optional<char> escape = std::nullopt) {
  const auto parsed = LikePattern::parse(pattern, escape);
  return parsed && parsed->matches(text);
}

}  // namespace

TEST_CASE("a text is a number as a whole, or none") {
  struct Row {
    std::string text;
    Value value;
  };
  constexpr auto least = std::numeric_limits<std::int64_t>::min();
  const Row row = GENERATE_COPY(values<Row>({
      {"0", std::int64_t{0}},
      {"-12", std::int64_t{-12}},
      {"+12", std::int64_t{12}},
      {"007", std::int64_t{7}},
      {"9223372036854775807", std::numeric_limits<std::int64_t>::max()},
      {"-9223372036854775808", least},
      {"9223372036854775808", 9223372036854775808.0},
      {"-9223372036854775809", -9223372036854775809.0},
      {"1.5", 1.5},
      {".5", 0.5},
      {"-.5", -0.5},
      {"2.", 2.0},
      {"1e3", 1000.0},
      {"1E-3", 0.001},
      {"+1.5e+2", 150.0},
      {"1.7976931348623157e308", 1.7976931348623157e308},
      {"1e309", Null()},
      {"1e-999", Null()},
      {"", Null()},
      {"+", Null()},
      {"-", Null()},
      {".", Null()},
      {"-.", Null()},
      {"e3", Null()},
      {"1e", Null()},
      {"1e+", Null()},
      {"1.5.5", Null()},
      {"12abc", Null()},
      {"0x10", Null()},
      {"1_000", Null()},
      {"1,5", Null()},
      {" 1", Null()},
      {"1 ", Null()},
      {"+-1", Null()},
      {"--1", Null()},
      {"inf", Null()},
      {"-nan", Null()},
      {"Infinity", Null()},
      {std::string("1\0", 2), Null()},
  }));
  CAPTURE(row.text);
  CHECK(read_numeral(row.text) == row.value);
}

TEST_CASE("integers and doubles are ordered by their exact values") {
  struct Row {
    std::int64_t integer;
    double real;
    int sign;
  };
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  constexpr auto least = std::numeric_limits<std::int64_t>::min();
  constexpr double infinite = std::numeric_limits<double>::infinity();
  const Row row = GENERATE_COPY(values<Row>({
      {0, 0.0, 0},
      {0, -0.0, 0},
      {1, 1.5, -1},
      {2, 1.5, 1},
      {-1, -1.5, 1},
      {-2, -1.5, -1},
      {0, 5e-324, -1},
      {0, -5e-324, 1},
      {9007199254740993, 9007199254740992.0, 1},
      {9007199254740993, 9007199254740994.0, -1},
      {9007199254740992, 9007199254740992.0, 0},
      {most, 9223372036854775808.0, -1},
      {most, 9223372036854774784.0, 1},
      {least, -9223372036854775808.0, 0},
      {least, -9223372036854777856.0, 1},
      {most, infinite, -1},
      {least, -infinite, 1},
  }));
  CAPTURE(row.integer, row.real);
  const auto sign_of = [](std::partial_ordering order) { return std::is_lt(order) ? -1 : std::is_gt(order) ? 1 : 0; };
  CHECK(sign_of(order_of(row.integer, row.real)) == row.sign);
  CHECK(sign_of(order_of(row.real, row.integer)) == -row.sign);
}

TEST_CASE("LIKE: % is any text, _ any character, all else itself") {
  struct Row {
    std::string pattern;
    std::string text;
    bool matches;
  };
  const Row row = GENERATE(values<Row>({
      {"", "", true},
      {"", "a", false},
      {"%", "", true},
      {"%", "any", true},
      {"%%", "", true},
      {"_", "", false},
      {"_", "a", true},
      {"_", "\xE2\x82\xAC", true},
      {"__", "\xE2\x82\xAC", false},
      {"%_", "", false},
      {"_%_", "a", false},
      {"_%_", "ab", true},
      {"a%", "a", true},
      {"a%", "ba", false},
      {"%a", "aba", true},
      {"%a", "ab", false},
      {"%ab%ab%", "aab", false},
      {"%ab%ab%", "xabyabz", true},
      {"%aab", "aaab", true},
      {"a%b%c", "abbbc", true},
      {"a%b%c", "abbbd", false},
      {"%\xC3\xA4", "\xC3\xA4\xC3\xA4", true},
      {"plant/%/temp", "plant/7/press//temp", true},
      // No UTF-8, as a payload may be: each such byte is a character.
      {"__", "\x80\x81", true},
      {"_", "\xC3", true},
      {"_a", "\xFF\x61", true},
  }));
  CAPTURE(row.pattern, row.text);
  CHECK(is_like(row.text, row.pattern) == row.matches);
}

TEST_CASE("an escape stands before %, _ and itself, and nowhere else") {
  CHECK(is_like("100%", "100!%", '!'));
  CHECK_FALSE(is_like("1000", "100!%", '!'));
  CHECK(is_like("!_", "!!!_", '!'));
  CHECK(is_like("%x", "%%x", '%'));
  CHECK_FALSE(LikePattern::parse("!a", '!').has_value());
  CHECK_FALSE(LikePattern::parse("a!", '!').has_value());
}

TEST_CASE("a LIKE with many % takes no more than text times pattern") {
  std::string pattern;
  for (int i = 0; i < 50; ++i) pattern += "%a";
  const std::string text(5'000, 'a');
  CHECK_FALSE(is_like(text, pattern + "b"));
  CHECK(is_like(text, pattern));
}

TEST_CASE("every field has the spellings of the managed connector") {
  for (const FieldRow& row : field_table()) {
    if (row.id == FieldId::user) continue;
    std::string letters;  // message_id: MessageId
    bool begins = true;
    for (const char c : row.name) {
      if (c != '_') letters += begins ? static_cast<char>(c - 'a' + 'A') : c;
      begins = c == '_';
    }
    std::string upper(row.name);
    for (char& c : upper) c = c == '_' ? c : static_cast<char>(c - 'a' + 'A');
    for (const std::string& spelling : {std::string(row.name), letters, upper}) {
      CAPTURE(spelling);
      const auto field = parse_field_reference('$' + spelling);
      REQUIRE(field.has_value());
      CHECK(field->id == row.id);
    }
  }
}

TEST_CASE("short forms and the specification's names are known too") {
  struct Row {
    std::string text;
    FieldId id;
  };
  const Row row = GENERATE(values<Row>({
      {"$QoS", FieldId::qos},
      {"$ClientId", FieldId::publisher_client_id},
      {"$client_id", FieldId::publisher_client_id},
      {"$ClientHost", FieldId::publisher_client_host},
      {"$Username", FieldId::publisher_username},
      {"$Timestamp", FieldId::message_timestamp},
      {"$dup", FieldId::duplicated},
      {"$Retain", FieldId::retained},
      {"$PayloadFormatIndicator", FieldId::payload_format},
      {"$MessageExpiryInterval", FieldId::message_expiry},
  }));
  CAPTURE(row.text);
  const auto field = parse_field_reference(row.text);
  REQUIRE(field.has_value());
  CHECK(field->id == row.id);
}

TEST_CASE("names behind $user and $payload may be quoted in both ways") {
  const std::string text = GENERATE(as<std::string>(), R"($user."a ""b\")", R"($User["a \"b\\"])");
  CAPTURE(text);
  const auto field = parse_field_reference(text);
  REQUIRE(field.has_value());
  CHECK(field->user_name == R"(a "b\)");

  const auto path = parse_field_reference(R"($payload.a-1."b.c"[2]["d]"].0)");
  REQUIRE(path.has_value());
  CHECK(path->path ==
        PayloadPath{PathStep("a-1"), PathStep("b.c"), PathStep(std::size_t{2}), PathStep("d]"), PathStep("0")});
}

}  // namespace sluice
