// SPDX-License-Identifier: Apache-2.0
#include "mapping/payload_document.hpp"

#include <catch2/catch.hpp>

namespace sluice {
namespace {

TEST_CASE("a path into a JSON payload gives the scalar at its end") {
  PayloadDocument document;
  document.begin(R"({"a": {"b": [1, -2.5, "x\n", true, null, {}, 18446744073709551615]}})");
  const auto at = [&document](std::size_t place) { return document.at({"a", "b", place}); };
  CHECK(at(0) == Value(std::int64_t{1}));
  CHECK(at(1) == Value(-2.5));
  CHECK(at(2) == Value(std::string_view("x\n")));
  CHECK(at(3) == Value(true));
  CHECK(at(4) == Value());
  CHECK(at(5) == Value());
  CHECK(at(6) == Value(18446744073709551616.0));
  CHECK(at(7) == Value());
  CHECK(document.at({"a", "c"}) == Value());
  CHECK(document.at({"a", "b", "0"}) == Value());
  CHECK(document.at({std::size_t{0}}) == Value());
}

TEST_CASE("a payload that is a scalar is found by the empty path") {
  PayloadDocument document;
  document.begin("21.5");
  CHECK(document.at({}) == Value(21.5));
}

TEST_CASE("a number beyond 64 bits or beyond any double costs the payload no other value") {
  PayloadDocument document;
  document.begin(
      R"({"temp": 90, "id": 123456789012345678901234567890, "s": "1e999 \"12345678901234567890123", "far": -1e400})");
  CHECK(document.at({"temp"}) == Value(std::int64_t{90}));
  CHECK(document.at({"id"}) == Value(123456789012345678901234567890.0));
  CHECK(document.at({"s"}) == Value(std::string_view("1e999 \"12345678901234567890123")));
  CHECK(document.at({"far"}) == Value());
  CHECK(document.is_json());
}

TEST_CASE("a number beyond 64 bits or beyond any double keeps its digits as text") {
  PayloadDocument document;
  FieldBuffer buffer;
  document.begin(R"({"id": 123456789012345678901234567890, "list": [-98765432109876543210, 1e400, {"a": 1}]})");
  CHECK(document.text_at({"id"}, buffer) == "123456789012345678901234567890");
  CHECK(document.text_at({"list"}, buffer) == R"([-98765432109876543210,1e400,{"a":1}])");
}

TEST_CASE("a number that is written wrongly makes the payload no JSON, beside one beyond 64 bits too") {
  PayloadDocument document;
  for (const std::string_view bad :
       {R"({"a": 1, "id": 0123456789012345678901})", R"({"a": 1, "id": 1e400.5})",
        R"({"a": 1, "id": 12345678901234567890123, "b": 01})", R"({"a": 1, 12345678901234567890123: 1})",
        R"({"a": 1, "id": -12345678901234567890123x})", R"({"a": 12345678901234567890123)"}) {
    CAPTURE(bad);
    document.begin(bad);
    CHECK(document.at({"a"}) == Value());
    CHECK_FALSE(document.is_json());
  }
}

TEST_CASE("a payload that is not JSON has no values, and the next one is not concerned") {
  PayloadDocument document;
  for (const std::string_view bad : {"", "{", "a: 1", "{\"a\":1} x", "\"\xff\""}) {
    CAPTURE(bad);
    document.begin(bad);
    CHECK(document.at({"a"}) == Value());
  }
  document.begin(R"({"a":1})");
  CHECK(document.at({"a"}) == Value(std::int64_t{1}));
}

}  // namespace
}  // namespace sluice
