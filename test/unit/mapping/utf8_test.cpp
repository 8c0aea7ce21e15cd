// SPDX-License-Identifier: Apache-2.0
#include "mapping/utf8.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace sluice {

TEST_CASE("the first byte that MQTT forbids in a string is found") {
  using namespace std::string_literals;
  struct Row {
    std::string text;
    std::optional<std::size_t> bad;
  };
  const Row row = GENERATE(values<Row>({
      {"", {}},
      {"plain ASCII\x7f", {}},
      {"\xc2\x80 \xdf\xbf", {}},
      {"\xe0\xa0\x80 \xed\x9f\xbf \xee\x80\x80 \xef\xbf\xbf", {}},
      {"\xf0\x90\x80\x80 \xf4\x8f\xbf\xbf", {}},
      {"a\0b"s, 1},
      {"ab\x80", 2},             // a follower without a lead
      {"\xc1\xbf", 0},           // overlong, two bytes
      {"x\xe0\x9f\xbf", 1},      // overlong, three bytes
      {"x\xf0\x8f\xbf\xbf", 1},  // overlong, four bytes
      {"\xed\xa0\x80", 0},       // surrogate
      {"\xf4\x90\x80\x80", 0},   // above U+10FFFF
      {"\xf5\x80\x80\x80", 0},
      {"\xff", 0},
      {"ok\xc3", 2},  // cut off
      {"ok\xe2\x82", 2},
      {"ok\xf0\x9f\x98", 2},
      {"\xe2\x82\x41", 0},  // third byte no follower
      {"\xf0\x9f\x98\x41", 0},
  }));
  CAPTURE(row.text);
  CHECK(find_bad_utf8(row.text) == row.bad);
}

}  // namespace sluice
