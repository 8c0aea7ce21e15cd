// SPDX-License-Identifier: Apache-2.0
#include "dead_letters/letter_text.hpp"

#include <catch2/catch.hpp>

#include "unit/dead_letters/letters.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

std::vector<LetterLine> lines() {
  DeadLetter large = letter(7);
  large.id.partition = 0;
  large.error = "MSG_SIZE_TOO_LARGE";
  large.stage = "kafka";
  large.reason = "Kafka takes no record of\nsuch a size";
  large.payload_size = 3'000'000;
  large.time_ms -= 1000;
  DeadLetter strange;
  strange.id = {12, 1};
  strange.time_ms = refused_at_ms + 1;
  return {LetterLine(letter()), LetterLine(strange), LetterLine(large)};
}

}  // namespace

TEST_CASE("the list is a table, the newest last, with the number of each cause") {
  CHECK(
      letter_table(lines(), 0) ==
      "ID      TIME                      ERROR               STAGE    TOPIC    SIZE     REASON\n"
      "0:7     2026-01-31T23:59:58.123Z  MSG_SIZE_TOO_LARGE  kafka    plant/7  3000000  Kafka takes no record of such "
      "a size\n"
      "3:1042  2026-01-31T23:59:59.123Z  ILLEGAL_TOPIC       mapping  plant/7  4        the template gave \"a b\": "
      "use |slug\n"
      "12:1    2026-01-31T23:59:59.124Z  (none)              -        -        0        not written by Sluice: it has "
      "no header sluice.error\n"
      "3 dead letters: 1 (none), 1 ILLEGAL_TOPIC, 1 MSG_SIZE_TOO_LARGE\n");
  CHECK(letter_table({}, 80) == "0 dead letters\n");
}

TEST_CASE("reasons are shortened to the width of the terminal, by characters") {
  std::vector<LetterLine> one{LetterLine(letter())};
  one[0].reason = "größer als erlaubt: ändere die Grenze";
  const std::string table = letter_table(one, 94);
  CHECK(table.find("größer als erlaubt: …\n") != std::string::npos);
}

TEST_CASE("a cause that no dead letter has is named, with what it may have been meant to be and what there is") {
  const ErrorCounts seen{{"ILLEGAL_TOPIC", 2}, {"MSG_SIZE_TOO_LARGE", 1}};
  CHECK(missing_causes({"ILLEGAL_TOPIC"}, seen).empty());
  CHECK(missing_causes({"NOPE"}, {}).empty());
  CHECK(missing_causes({"NOPE", "ILLEGAL_TOPIC", "msg_size_to_large"}, seen) ==
        "no dead letter has the cause `NOPE`, nor `msg_size_to_large` (did you mean `MSG_SIZE_TOO_LARGE`?); the topic "
        "has "
        "3 dead letters: 2 ILLEGAL_TOPIC, 1 MSG_SIZE_TOO_LARGE");
}

TEST_CASE("nothing in a dead letter can steer the terminal") {
  std::vector<LetterLine> one;
  DeadLetter sly = letter();
  sly.mqtt_topic = "a\x1b[2Jb";
  sly.reason = "\x1b[31mred";
  one.emplace_back(sly);
  CHECK(letter_table(one, 0).find('\x1b') == std::string::npos);
  CHECK(letter_text(sly).find('\x1b') == std::string::npos);
}

TEST_CASE("one dead letter is shown with everything it has") {
  CHECK(letter_text(letter()) ==
        "dead letter   3:1042\n"
        "refused at    2026-01-31T23:59:59.123Z\n"
        "error         ILLEGAL_TOPIC\n"
        "reason        the template gave \"a b\": use |slug\n"
        "stage         mapping\n"
        "attempts      0\n"
        "client id     plant-0\n"
        "MQTT topic    plant/7\n"
        "key           plant/7\n"
        "headers       mqtt.topic: plant/7\n"
        "              mqtt.packet_id: 12\n"
        "              mqtt.duplicated: false\n"
        "              mqtt.qos: 1\n"
        "              mqtt.retained: false\n"
        "              sluice.error: forged\n"
        "              k: 1\n"
        "              k: 2\n"
        "payload       4 bytes\n"
        "              21.5\n");
}

TEST_CASE("a long payload is shown up to a bound, a stub with what is known of the whole") {
  DeadLetter large = letter();
  large.value = std::string(4095, 'x') + "ä" + std::string(100, 'y');
  large.payload_size = large.value.size();
  CHECK_THAT(letter_text(large), Catch::EndsWith("payload       4197 bytes; the first 4095\n              " +
                                                 std::string(4095, 'x') + "\n"));
  large.value = "beginning";
  large.is_truncated = true;
  large.payload_size = 3'000'000;
  large.payload_sha256 = "00ff";
  CHECK_THAT(letter_text(large), Catch::EndsWith("payload       3000000 bytes, SHA-256 00ff; the dead letter holds 9\n"
                                                 "              beginning\n"));
  large.value = "\xFF\x01";
  CHECK_THAT(letter_text(large), Catch::EndsWith("\n              0xff01 (2 bytes)\n"));
}

TEST_CASE("as JSON a dead letter is one line") {
  CHECK(letter_json(letter()) ==
        "{\"id\":\"3:1042\",\"time\":\"2026-01-31T23:59:59.123Z\",\"error\":\"ILLEGAL_TOPIC\","
        "\"reason\":\"the template gave \\\"a b\\\": use |slug\",\"stage\":\"mapping\",\"client_id\":\"plant-0\","
        "\"mqtt_topic\":\"plant/7\",\"key\":\"plant/7\",\"size\":4,\"truncated\":false}");
}
