// SPDX-License-Identifier: Apache-2.0
#include "core/duration.hpp"

#include <catch2/catch.hpp>

using namespace sluice;

TEST_CASE("a duration is a whole number and its unit") {
  struct Case {
    std::string_view text;
    std::int64_t ms;
  };
  for (const Case& c : {Case{"0s", 0}, Case{"500ms", 500}, Case{"30s", 30'000}, Case{"5m", 300'000},
                        Case{"24h", 86'400'000}, Case{"7d", 604'800'000}}) {
    CAPTURE(c.text);
    CHECK(parse_duration(c.text).value().count() == c.ms);
  }
}

TEST_CASE("what is no duration says what to write") {
  const std::string no_number = "is not a duration: write a whole number and its unit";
  const std::string no_unit = "has no unit: write one of ms, s, m, h, d behind the number";
  const std::string bad_unit = "is not a duration: the units are ms, s, m, h, d behind a whole number";
  const std::string too_long = "is longer than any duration that can be kept";
  struct Case {
    std::string_view text;
    std::string error;
  };
  for (const Case& c : {Case{"", no_number}, Case{"s", no_number}, Case{"-5s", no_number}, Case{"30", no_unit},
                        Case{"30 s", bad_unit}, Case{"1.5s", bad_unit}, Case{"30S", bad_unit}, Case{"1h30m", bad_unit},
                        Case{"99999999999999999999s", too_long}, Case{"9223372036854775807d", too_long}}) {
    CAPTURE(c.text);
    CHECK(parse_duration(c.text).error() == c.error);
  }
}

TEST_CASE("a duration is written in the largest unit that holds it exactly") {
  CHECK(format_duration(std::chrono::milliseconds(0)) == "0s");
  CHECK(format_duration(std::chrono::milliseconds(1500)) == "1500ms");
  CHECK(format_duration(std::chrono::milliseconds(90'000)) == "90s");
  CHECK(format_duration(std::chrono::hours(24)) == "1d");
}
