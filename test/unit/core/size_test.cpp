// SPDX-License-Identifier: Apache-2.0
#include "core/size.hpp"

#include <catch2/catch.hpp>

using namespace sluice;

TEST_CASE("a size is a whole number and its unit") {
  struct Case {
    std::string_view text;
    std::uint64_t bytes;
  };
  for (const Case& c :
       {Case{"0B", 0}, Case{"512B", 512}, Case{"16KiB", 16384}, Case{"64MiB", 67'108'864}, Case{"1GiB", 1'073'741'824},
        Case{"16kB", 16'000}, Case{"1MB", 1'000'000}, Case{"2GB", 2'000'000'000}}) {
    CAPTURE(c.text);
    CHECK(parse_size(c.text).value() == c.bytes);
  }
}

TEST_CASE("what is no size says what to write") {
  const std::string no_number = "is not a size: write a whole number and its unit";
  const std::string no_unit = "has no unit: write one of B, KiB, MiB, GiB behind the number";
  const std::string bad_unit = "is not a size: the units are B, KiB, MiB, GiB, kB, MB, GB behind a whole number";
  const std::string too_large = "is larger than any size that can be kept";
  struct Case {
    std::string_view text;
    std::string error;
  };
  for (const Case& c : {Case{"", no_number}, Case{"MiB", no_number}, Case{"-1B", no_number}, Case{"64", no_unit},
                        Case{"64M", bad_unit}, Case{"64 MiB", bad_unit}, Case{"1.5GiB", bad_unit},
                        Case{"99999999999999999999B", too_large}, Case{"18446744073709551615KiB", too_large}}) {
    CAPTURE(c.text);
    CHECK(parse_size(c.text).error() == c.error);
  }
}

TEST_CASE("a size is written in the largest unit that holds it exactly") {
  CHECK(format_size(0) == "0B");
  CHECK(format_size(1000) == "1000B");
  CHECK(format_size(65536) == "64KiB");
  CHECK(format_size(67'108'864) == "64MiB");
}
