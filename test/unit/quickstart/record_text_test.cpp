// SPDX-License-Identifier: Apache-2.0
#include "scripts/quickstart/record_text.hpp"

#include <catch2/catch.hpp>

namespace sluice {
namespace {

using namespace std::string_view_literals;

TEST_CASE("a record is shown with its place, key, headers in columns and payload") {
  SeenRecord record;
  record.topic = "mqtt.telemetry";
  record.partition = 2;
  record.offset = 7;
  record.key = "sensor/boiler-1/temperature";
  record.headers = {{"mqtt.topic", "sensor/boiler-1/temperature"}, {"mqtt.qos", "1"}, {"site", "plant-7"}};
  record.payload = R"({"celsius": 71.4})";
  CHECK(record_text(record, 3, Colour::off) ==
        "#3  mqtt.telemetry  partition 2, offset 7\n"
        "  key      sensor/boiler-1/temperature\n"
        "  headers  mqtt.topic  sensor/boiler-1/temperature\n"
        "           mqtt.qos    1\n"
        "           site        plant-7\n"
        "  payload  {\"celsius\": 71.4}\n");
}

TEST_CASE("what is not there is said") {
  SeenRecord record;
  record.topic = "t";
  CHECK(record_text(record, 1, Colour::off) ==
        "#1  t  partition 0, offset 0\n"
        "  key      (none)\n"
        "  headers  (none)\n"
        "  payload  (empty)\n");
}

TEST_CASE("colours are used only when asked for, and system headers differ from user properties") {
  SeenRecord record;
  record.topic = "t";
  record.headers = {{"mqtt.qos", "1"}, {"site", "x"}};
  CHECK(record_text(record, 1, Colour::off).find('\x1b') == std::string::npos);
  const std::string coloured = record_text(record, 1, Colour::on);
  CHECK(coloured.find("\x1b[34mmqtt.qos\x1b[0m") != std::string::npos);
  CHECK(coloured.find("\x1b[33msite    \x1b[0m") != std::string::npos);
}

TEST_CASE("a value is readable, whatever its bytes are") {
  struct Row {
    std::string_view bytes;
    std::string shown;
  };
  const Row row = GENERATE(values<Row>({
      {"plain", "plain"},
      {"gr\xC3\xBC\xC3\x9F dich \xE2\x82\xAC \xF0\x9F\x8C\xA1",
       "gr\xC3\xBC\xC3\x9F dich \xE2\x82\xAC \xF0\x9F\x8C\xA1"},
      {"two\nlines", "two\n    lines"},
      {"a\tb", "a\tb"},
      {"\x1b[31mred", "\\x1b[31mred"},
      {"\xC2\x9B"sv, "\\xc2\\x9b"},
      {"a\0b"sv, "0x610062 (3 bytes)"},
      {"\xFF\x01"sv, "0xff01 (2 bytes)"},
      {"\xC0\xAF"sv, "0xc0af (2 bytes)"},
      {"\xED\xA0\x80"sv, "0xeda080 (3 bytes)"},
      {"cut \xE2\x82"sv, "0x63757420e282 (6 bytes)"},
  }));
  CHECK(readable(row.bytes, 4) == row.shown);
}

TEST_CASE("long binary values are cut after 32 bytes, with their size") {
  const std::string bytes(40, '\xFF');
  std::string hex;
  for (int i = 0; i < 32; ++i) hex += "ff";
  CHECK(readable(bytes, 0) == "0x" + hex + "... (40 bytes)");
}

}  // namespace
}  // namespace sluice
