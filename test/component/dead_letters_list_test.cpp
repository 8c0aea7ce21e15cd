// SPDX-License-Identifier: Apache-2.0
// What `sluice dead-letters list` and `show` tell.
#include <catch2/catch.hpp>

#include "component/graveyard.hpp"

namespace sluice::test {
namespace {

std::size_t lines_with(const std::string& text, std::string_view pattern) {
  std::size_t count = 0;
  for (std::size_t at = text.find(pattern); at != std::string::npos; at = text.find(pattern, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("dead letters are listed, chosen and shown") {
  Graveyard plant;
  plant.bury(plant.broken().set("mqtt.max_message_size", "64KiB").set("mqtt.max_in_flight_bytes", "64KiB"),
             {to_topic("load/bad one", "first"), to_topic("load/bad two", "second"),
              to_topic("load/3", std::string(70'000, 'x'))});

  const CommandEnd all = run_command(plant.file(), "dead-letters list");
  CHECK(all.code == 0);
  CHECK(lines_with(all.output, "  ILLEGAL_TOPIC      mapping  load/bad ") == 2);
  CHECK(lines_with(all.output, "  MESSAGE_TOO_LARGE  decode   load/3        70000  ") == 1);
  CHECK_THAT(all.output, Catch::EndsWith("3 dead letters: 2 ILLEGAL_TOPIC, 1 MESSAGE_TOO_LARGE\n"));

  const CommandEnd chosen =
      run_command(plant.file(), "dead-letters list",
                  {"--since", "1h", "--error", "ILLEGAL_TOPIC", "--filter", "+/bad two", "--json"});
  CHECK(chosen.code == 0);
  CHECK_THAT(chosen.output, Catch::StartsWith("{\"id\":\"0:1\",\"time\":\"2"));
  CHECK_THAT(chosen.output, Catch::EndsWith("\"mqtt_topic\":\"load/bad two\",\"key\":\"load/bad two\",\"size\":6,"
                                            "\"truncated\":false}\n"));
  CHECK(lines_with(chosen.output, "\n") == 1);

  const std::string hint =
      "sluice: no dead letter has the cause `ILLEGAL_TOPICS` (did you mean `ILLEGAL_TOPIC`?); the topic has 3 dead "
      "letters: 2 ILLEGAL_TOPIC, 1 MESSAGE_TOO_LARGE\n";
  const CommandEnd unknown = run_command(plant.file(), "dead-letters list", {"--error", "ILLEGAL_TOPICS"});
  CHECK(unknown.code == 0);
  CHECK(unknown.output == hint + "0 dead letters\n");
  const CommandEnd nothing = run_command(plant.file(), "dead-letters replay", {"--error", "ILLEGAL_TOPICS", "--yes"});
  CHECK(nothing.code == 0);
  CHECK(nothing.output == hint + "to send to Kafka: 0 dead letters\n");

  const CommandEnd one = run_command(plant.file(), "dead-letters show", {"0:0"});
  CHECK(one.code == 0);
  CHECK_THAT(one.output, Catch::StartsWith("dead letter   0:0\nrefused at    2"));
  CHECK_THAT(one.output, Catch::Contains("\nerror         ILLEGAL_TOPIC\nreason        "));
  CHECK_THAT(one.output, Catch::EndsWith("\npayload       5 bytes\n              first\n"));

  const CommandEnd none = run_command(plant.file(), "dead-letters show", {"0:99"});
  CHECK(none.code == 1);
  CHECK(none.output ==
        "sluice: there is no dead letter 0:99 in topic \"dead\": it was never written, or Kafka's retention has taken "
        "it; `list` shows those that are there\n");
}

TEST_CASE("without dead letters, or without a topic for them, the list says so") {
  const Graveyard plant;
  const CommandEnd empty = run_command(plant.file(), "dead-letters list");
  CHECK(empty.code == 0);
  CHECK(empty.output == "0 dead letters\n");

  const CommandEnd without = run_command(plant.Plant::file(), "dead-letters list");
  CHECK(without.code == 2);
  CHECK_THAT(without.output, Catch::EndsWith("task.yaml has no dead_letters.topic: without one there are no dead "
                                             "letters; set it, or write `--set dead_letters.topic=NAME`\n"));

  const CommandEnd wrong = run_command(plant.file(), "dead-letters list", {"--since", "soon"});
  CHECK(wrong.code == 2);
  CHECK(wrong.output ==
        "sluice: --since `soon` is neither a duration such as 2h nor a time such as 2026-01-31T00:00Z\n");
}

}  // namespace sluice::test
