// SPDX-License-Identifier: Apache-2.0
#include "dead_letters/letter.hpp"

#include <catch2/catch.hpp>

#include "unit/dead_letters/letters.hpp"

using namespace sluice;
using namespace sluice::test;

TEST_CASE("a dead letter tells what happened and what the record was") {
  const DeadLetter read = letter();
  CHECK(read.is_ours());
  CHECK(read.id.text() == "3:1042");
  CHECK(read.error == "ILLEGAL_TOPIC");
  CHECK(read.reason == "the template gave \"a b\": use |slug");
  CHECK(read.stage == "mapping");
  CHECK_FALSE(read.kafka_topic);
  CHECK(read.attempts == "0");
  CHECK(read.time_ms == refused_at_ms);
  CHECK(read.client_id == "plant-0");
  CHECK(read.mqtt_topic == "plant/7");
  CHECK_FALSE(read.is_truncated);
  CHECK(read.payload_size == 4);
  CHECK(read.key == "plant/7");
  CHECK(read.value == "21.5");
  CHECK(read.headers == std::vector<std::pair<std::string, std::string>>{{"mqtt.topic", "plant/7"},
                                                                         {"mqtt.packet_id", "12"},
                                                                         {"mqtt.duplicated", "false"},
                                                                         {"mqtt.qos", "1"},
                                                                         {"mqtt.retained", "false"},
                                                                         {"sluice.error", "forged"},
                                                                         {"k", "1"},
                                                                         {"k", "2"}});
}

TEST_CASE("a stub tells the size and the digest of what it was") {
  PlacedRecord record = buried();
  record.content.headers.insert(record.content.headers.begin() + 6, {{"sluice.topic", "plant"},
                                                                     {"sluice.truncated", "true"},
                                                                     {"sluice.payload_size", "3000000"},
                                                                     {"sluice.payload_sha256", "00ff"}});
  const DeadLetter read = read_letter(record, "mqtt.");
  CHECK(read.is_truncated);
  CHECK(read.payload_size == 3'000'000);
  CHECK(read.payload_sha256 == "00ff");
  CHECK(read.kafka_topic == "plant");
}

TEST_CASE("a record of somebody else's is none of ours and has the record's time") {
  PlacedRecord record = buried();
  record.content.headers = {{"trace", "1"}};
  const DeadLetter read = read_letter(record, "mqtt.");
  CHECK_FALSE(read.is_ours());
  CHECK(read.time_ms == refused_at_ms + 5);
  CHECK_FALSE(read.mqtt_topic);
}

TEST_CASE("an id is partition and offset") {
  CHECK(parse_letter_id("0:0") == LetterId{0, 0});
  CHECK(parse_letter_id("3:1042") == LetterId{3, 1042});
  for (const char* wrong : {"", "3", "3:", ":3", "3:x", "-1:3", "3:-1", "3:1 ", "99999999999:1"}) {
    CAPTURE(wrong);
    const auto id = parse_letter_id(wrong);
    REQUIRE_FALSE(id);
    CHECK(id.error() == "`" + std::string(wrong) +
                            "` is not a dead letter's id: write partition:offset, such as 3:1042, as `list` shows it");
  }
}
