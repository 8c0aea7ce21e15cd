// SPDX-License-Identifier: Apache-2.0
#include "mqtt/wire/utf8.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <string>

#include "bytes.hpp"
#include "mapping/utf8.hpp"

using namespace sluice;
using sluice::test::bytes;
using sluice::test::ExactCopy;

TEST_CASE("text is taken as MQTT 5 allows it") {
  struct Row {
    const char* hex;
    bool sound;
    const char* what;
  };
  const Row rows[] = {
      {"", true, "nothing"},
      {"'a'", true, "one letter"},
      {"01 09 0A 1F 7F", true, "control characters"},
      {"C2 80", true, "U+0080, a control character in two bytes"},
      {"DF BF", true, "U+07FF"},
      {"E0 A0 80", true, "U+0800"},
      {"ED 9F BF", true, "U+D7FF, the last before the surrogates"},
      {"EE 80 80", true, "U+E000, the first behind the surrogates"},
      {"EF BB BF", true, "U+FEFF, a byte order mark"},
      {"EF BF BF", true, "U+FFFF, a non-character"},
      {"F0 90 80 80", true, "U+10000"},
      {"F4 8F BF BF", true, "U+10FFFF, the last of all"},
      {"00", false, "U+0000"},
      {"C0 80", false, "U+0000, overlong"},
      {"C1 BF", false, "U+007F, overlong"},
      {"E0 9F BF", false, "U+07FF, overlong"},
      {"F0 8F BF BF", false, "U+FFFF, overlong"},
      {"ED A0 80", false, "U+D800, the first surrogate"},
      {"ED BF BF", false, "U+DFFF, the last surrogate"},
      {"F4 90 80 80", false, "U+110000"},
      {"F5 80 80 80", false, "a first byte beyond Unicode"},
      {"FF", false, "a byte that UTF-8 never has"},
      {"80", false, "a continuation alone"},
      {"C2", false, "two bytes, one there"},
      {"E2 82", false, "three bytes, two there"},
      {"F0 9F 98", false, "four bytes, three there"},
      {"C2 41", false, "no continuation"},
      {"E2 82 41", false, "no second continuation"},
      {"F0 9F 98 41", false, "no third continuation"},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    CHECK(is_mqtt_text(ExactCopy(bytes(row.hex)).view()) == row.sound);
  }
}

TEST_CASE("a bad byte is found at each place of a text of each length") {
  for (std::size_t size = 1; size <= 40; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      for (const char bad : {'\x00', '\x80', '\xC2', '\xFF'}) {
        std::string text(size, 'x');
        text[at] = bad;
        INFO("size " << size << ", place " << at);
        REQUIRE_FALSE(is_mqtt_text(ExactCopy(text).view()));
      }
    }
    REQUIRE(is_mqtt_text(ExactCopy(std::string(size, '\x01')).view()));
    REQUIRE(is_mqtt_text(ExactCopy(std::string(size, '\x7F')).view()));
  }
}

TEST_CASE("the fast check agrees with the plain one on random text") {
  std::mt19937 random(7);
  constexpr std::string_view often = "ab/\x01\x7F\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\xED\x9F";
  for (int i = 0; i < 50'000; ++i) {
    std::string text(random() % 24, ' ');
    for (char& c : text) c = random() % 50 == 0 ? static_cast<char>(random() & 0xFFU) : often[random() % often.size()];
    const ExactCopy copy(text);
    REQUIRE(is_mqtt_text(copy.view()) == !find_bad_utf8(copy.view()));
  }
}
