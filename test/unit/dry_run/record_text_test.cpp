// SPDX-License-Identifier: Apache-2.0
#include "dry_run/record_text.hpp"

#include <array>
#include <catch2/catch.hpp>

#include "dry_run/readable.hpp"

using namespace sluice;
using namespace std::string_view_literals;

TEST_CASE("a record reads well") {
  const std::array<RecordHeader, 4> headers{
      {{"mqtt.topic", "a/b"}, {"", "x"}, {"long\nname", "1\n2"}, {"b", "\0\xFF"sv}}};
  MappingRules rules;
  rules.routes.resize(2);
  rules.routes[1].filters = {"a/+", "b/#"};
  rules.routes[1].where = "$qos = 1\nAND k = 2";
  const DryResult result{KafkaRecord{"plant.alarms", "a/b", headers, "{\n}", 1700000000123}, 1};
  CHECK(record_text(result, rules, {}) ==
        "topic      plant.alarms\n"
        "key        a/b\n"
        "timestamp  2023-11-14T22:13:20.123Z (1700000000123)\n"
        "headers    mqtt.topic  a/b\n"
        "           (empty)     x\n"
        "           long name   1\n"
        "                       2\n"
        "           b           0x00ff (2 bytes)\n"
        "value      {\n"
        "           }\n"
        "route      mapping.routes[1]: a/+, b/#, where $qos = 1\n"
        "           AND k = 2\n");
}

TEST_CASE("what a record does not have is said") {
  MappingRules rules;
  const DryResult result{KafkaRecord{"t", std::nullopt, {}, "", 0}, std::nullopt};
  const std::string text =
      "topic      t\n"
      "key        (none)\n"
      "timestamp  (the moment of producing)\n"
      "headers    (none)\n"
      "value      (empty)\n";
  CHECK(record_text(result, rules, {}) == text);
  rules.routes.resize(1);
  CHECK(record_text(result, rules, {}) == text + "route      none: the mapping's own keys\n");
}

TEST_CASE("a drop names the condition") {
  MappingRules rules;
  rules.where = "$qos = 0\n  OR k = 'v'";
  CHECK(record_text({Dropped(), std::nullopt}, rules, {}) ==
        "dropped    mapping.where is not true of it: acknowledged, counted, no record\n"
        "where      $qos = 0\n"
        "             OR k = 'v'\n");
}

TEST_CASE("a rejection says what becomes of the message") {
  MappingRules rules;
  rules.routes.resize(1);
  rules.routes[0].where = "$qos = 1";
  const DryResult result{Rejection{Stage::mapping, "ILLEGAL_TOPIC", "topic `x y` ..."}, 0};
  const std::string text = "rejected   mapping: ILLEGAL_TOPIC\nreason     topic `x y` ...\n";
  const std::string route = "route      mapping.routes[0]: where $qos = 1\n";
  CHECK(record_text(result, rules, {"plant.dead", OnRejected::stop}) ==
        text + "then       dead letter in plant.dead\n" + route);
  CHECK(record_text(result, rules, {"", OnRejected::drop}) ==
        text + "then       acknowledged and gone, by dead_letters.on_rejected: drop\n" + route);
  CHECK(record_text(result, rules, {"", OnRejected::stop}) ==
        text + "then       the task stops; dead_letters.topic or dead_letters.on_rejected: drop would let it go on\n" +
            route);
}

TEST_CASE("no message can steer the terminal") {
  CHECK(readable("a\x1b[31mb\x7f\tc\xC2\x9B"
                 "d\xC3\xA9\r",
                 0) == "a\\x1b[31mb\\x7f\tc\\xc2\\x9bd\xC3\xA9\\x0d");
  CHECK(readable(std::string(65, '\xFF'), 0).substr(120) == "ffffffffff... (65 bytes)");
}
