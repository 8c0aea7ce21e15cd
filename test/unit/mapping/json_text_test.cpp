// SPDX-License-Identifier: Apache-2.0
#include "mapping/json_text.hpp"

#include <catch2/catch.hpp>

#include "mapping/payload_document.hpp"

namespace sluice {

TEST_CASE("a JSON string escapes what it must and replaces what is not UTF-8") {
  struct Row {
    std::string text;
    std::string json;
  };
  const Row row = GENERATE(values<Row>({
      {"", R"("")"},
      {"plain / text", R"("plain / text")"},
      {"\"\\\b\f\n\r\t", R"("\"\\\b\f\n\r\t")"},
      {std::string("\0\x01\x1f\x7f", 4), "\"\\u0000\\u0001\\u001f\x7f\""},
      {"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\""},
      {"a\xFFz", "\"a\xEF\xBF\xBDz\""},
      {"\xC3", "\"\xEF\xBF\xBD\""},
      {"\xED\xA0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
  }));
  std::string json = "x";
  append_json_string(json, row.text);
  CHECK(json == 'x' + row.json);
}

TEST_CASE("a JSON string of any bytes is JSON") {
  std::string bytes;
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; second += 7) (bytes += static_cast<char>(first)) += static_cast<char>(second);
  }
  std::string json;
  append_json_string(json, bytes);
  PayloadDocument document;
  document.begin(json);
  CHECK(document.is_json());
}

TEST_CASE("NUL is a character of UTF-8") {
  CHECK(is_utf8(std::string_view("a\0b", 3)));
  CHECK(is_utf8(std::string_view("\0\0", 2)));
  CHECK_FALSE(is_utf8(std::string_view("a\0\xC3\0", 4)));
  CHECK_FALSE(is_utf8("\xFF"));
}

TEST_CASE("a number is what JSON takes for one") {
  for (const std::string_view number :
       {"0", "-0", "7", "-120", "0.5", "10.25", "1e5", "1E+5", "-0.0e-10", "99999999999999999999"}) {
    CAPTURE(number);
    CHECK(is_json_number(number));
  }
  for (const std::string_view other :
       {"", "-", "+1", "01", "-01", "1.", ".5", "1e", "1e+", "1 ", " 1", "1a", "0x1", "NaN", "--1", "1.5.2"}) {
    CAPTURE(other);
    CHECK_FALSE(is_json_number(other));
  }
}

TEST_CASE("spaces around JSON are taken away") {
  CHECK(trim_json(" \t\r\n{ } \n") == "{ }");
  CHECK(trim_json("x") == "x");
  CHECK(trim_json(" \n").empty());
  CHECK(trim_json("").empty());
}

}  // namespace sluice
