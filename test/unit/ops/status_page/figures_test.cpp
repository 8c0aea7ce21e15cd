// SPDX-License-Identifier: Apache-2.0
#include "ops/status_page/figures.hpp"

#include <catch2/catch.hpp>
#include <limits>

namespace sluice {
namespace {

TEST_CASE("a count is read in groups of three") {
  CHECK(count_text(0) == "0");
  CHECK(count_text(999) == "999");
  CHECK(count_text(1000) == "1,000");
  CHECK(count_text(1'234'567) == "1,234,567");
  CHECK(count_text(std::numeric_limits<std::uint64_t>::max()) == "18,446,744,073,709,551,615");
}

TEST_CASE("a rate is as exact as it is of use") {
  CHECK(rate_text(0) == "0");
  CHECK(rate_text(0.004) == "0");
  CHECK(rate_text(0.04) == "0.04");
  CHECK(rate_text(0.997) == "1.0");
  CHECK(rate_text(3.44) == "3.4");
  CHECK(rate_text(9.96) == "10");
  CHECK(rate_text(1249.6) == "1,250");
  CHECK(rate_text(-3) == "0");
  CHECK(rate_text(std::numeric_limits<double>::quiet_NaN()) == "0");
  CHECK(rate_text(std::numeric_limits<double>::infinity()) == "1,000,000,000,000,000");
}

TEST_CASE("a size has the unit that keeps it short") {
  CHECK(bytes_text(0) == "0 B");
  CHECK(bytes_text(1023) == "1023 B");
  CHECK(bytes_text(1024) == "1 KiB");
  CHECK(bytes_text(1536) == "1.5 KiB");
  CHECK(bytes_text(64 * 1024 * 1024) == "64 MiB");
  CHECK(bytes_text(1024 * 1024 - 1) == "1 MiB");
  CHECK(bytes_text(std::numeric_limits<std::uint64_t>::max()) == "16 EiB");
}

TEST_CASE("a span has at most two units") {
  CHECK(span_text(0) == "0 s");
  CHECK(span_text(-1) == "0 s");
  CHECK(span_text(0.04) == "40 ms");
  CHECK(span_text(0.9999) == "1 s");
  CHECK(span_text(3.42) == "3.4 s");
  CHECK(span_text(4) == "4 s");
  CHECK(span_text(12.4) == "12 s");
  CHECK(span_text(59.6) == "1 min");
  CHECK(span_text(200) == "3 min 20 s");
  CHECK(span_text(7500) == "2 h 5 min");
  CHECK(span_text(3 * 86'400.0 + 4 * 3600) == "3 d 4 h");
  CHECK(span_text(std::numeric_limits<double>::quiet_NaN()) == "0 s");
}

TEST_CASE("an estimate has one unit") {
  CHECK(rough_span_text(0.2) == "0 s");
  CHECK(rough_span_text(95) == "95 s");
  CHECK(rough_span_text(754) == "13 min");
  CHECK(rough_span_text(7200) == "2 h");
  CHECK(rough_span_text(200'000) == "2 d");
  CHECK(rough_span_text(-5) == "0 s");
}

TEST_CASE("a moment is told in UTC") {
  CHECK(clock_text(1'769'915'565'999) == "03:12:45");
  CHECK(date_text(1'769'915'565'000) == "2026-02-01 03:12:45");
  CHECK(iso_text(0) == "1970-01-01T00:00:00Z");
}

}  // namespace
}  // namespace sluice
