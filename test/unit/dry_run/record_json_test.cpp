// SPDX-License-Identifier: Apache-2.0
#include "dry_run/record_json.hpp"

#include <array>
#include <catch2/catch.hpp>

using namespace sluice;
using namespace std::string_view_literals;

TEST_CASE("a record is one JSON object, with base64 for what is not text") {
  const std::array<RecordHeader, 3> headers{{{"k", "v\n\"é\""}, {"", ""}, {"b", "\0\xFF"sv}}};
  KafkaRecord record{"t", "a/b", headers, "21.5", 1700000000123};
  CHECK(
      record_json(record) ==
      R"({"topic":"t","key":"a/b","timestamp":1700000000123,"headers":[["k","v\n\"é\""],["",""],["b","AP8=","base64"]],)"
      R"("value":"21.5","value_encoding":"text"})");
  record = {"t", "\xFF"sv, {}, "\0\xFF"sv, 0};
  CHECK(
      record_json(record) ==
      R"({"topic":"t","key":"/w==","key_encoding":"base64","timestamp":0,"headers":[],"value":"AP8=","value_encoding":"base64"})");
  record = {"t", std::nullopt, {}, "", 0};
  CHECK(record_json(record) ==
        R"({"topic":"t","key":null,"timestamp":0,"headers":[],"value":"","value_encoding":"text"})");
}

TEST_CASE("a drop and a rejection are one JSON object too") {
  CHECK(record_json(Dropped()) == R"({"dropped":true})");
  CHECK(record_json(Rejection{Stage::mapping, "ILLEGAL_TOPIC", "topic `x y` ..."}) ==
        R"({"rejected":{"stage":"mapping","cause":"ILLEGAL_TOPIC","reason":"topic `x y` ..."}})");
}
