// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "unit/config/config_text.hpp"

namespace sluice::test {
namespace {

std::string task(const std::string& kafka_lines) {
  return "task: plant\nmapping: {topic: t}\nmqtt: {brokers: [mqtt://b], filters: [a/#]}\nkafka:\n  brokers: "
         "[k:9092]\n" +
         kafka_lines;
}

using Settings = std::vector<std::pair<std::string, std::string>>;

}  // namespace

TEST_CASE("without a word about it, a topic must be there") {
  const auto result = load(task(""));
  REQUIRE(result.config);
  CHECK(result.config->kafka.topic_policy == TopicPolicy::existing);
}

TEST_CASE("topics are made with what `kafka.create` says, and any topic configuration beside it") {
  const auto result = load(task(
      "  topic_policy: create\n"
      "  create: {partitions: 6, retention.ms: 86400000, replication_factor: 3, cleanup.policy: delete, preallocate: "
      "true}\n"));
  CHECK(render(result.diagnostics).empty());
  REQUIRE(result.config);
  const KafkaConfig& kafka = result.config->kafka;
  CHECK(kafka.topic_policy == TopicPolicy::create);
  CHECK(kafka.create.partitions == 6);
  CHECK(kafka.create.replication_factor == 3);
  CHECK(kafka.create.max_topics == 100);
  CHECK(kafka.create.settings ==
        Settings{{"retention.ms", "86400000"}, {"cleanup.policy", "delete"}, {"preallocate", "true"}});
}

TEST_CASE("with `create` alone, the cluster's defaults are asked for") {
  const auto result = load(task("  topic_policy: create\n"));
  REQUIRE(result.config);
  CHECK_FALSE(result.config->kafka.create.partitions);
  CHECK_FALSE(result.config->kafka.create.replication_factor);
}

TEST_CASE("a topic configuration may be set on the command line, dots and all") {
  const auto result =
      load(task("  topic_policy: create\n"), {"kafka.create.retention.ms=1000", "kafka.create.partitions=2"});
  REQUIRE(result.config);
  CHECK(result.config->kafka.create.settings == Settings{{"retention.ms", "1000"}});
  CHECK(result.config->kafka.create.partitions == 2);
}

TEST_CASE("what is wrong with `kafka.create` is told with its place") {
  struct Row {
    std::string lines;
    std::string text;
  };
  const auto row = GENERATE(values<Row>({
      {"  create: {partitions: 6}\n",
       "task.yaml:6:24: error: `kafka.create.partitions` has no effect: `kafka.topic_policy` is `existing`, so no "
       "topic "
       "is made\n"
       "    create: {partitions: 6}\n"
       "                         ^\n"
       "  hint: write `topic_policy: create`, or leave `create` out\n"},
      {"  topic_policy: create\n  create: {partitons: 6}\n",
       "task.yaml:7:12: error: `kafka.create` has no key `partitons`\n"
       "    create: {partitons: 6}\n"
       "             ^\n"
       "  hint: did you mean `partitions`?\n"},
      {"  topic_policy: create\n  create: {partitions: 0}\n",
       "task.yaml:7:24: error: `kafka.create.partitions` is `0`\n"
       "    create: {partitions: 0}\n"
       "                         ^\n"
       "  hint: allowed is 1 to 1000000\n"},
      {"  topic_policy: create\n  create: {retention.ms: [1]}\n",
       "task.yaml:7:26: error: `kafka.create.retention.ms` must be a text, not a list\n"
       "    create: {retention.ms: [1]}\n"
       "                           ^\n"
       "  hint: for example `retention.ms: 86400000`\n"},
      {"  topic_policy: create\n  create: 6\n",
       "task.yaml:7:11: error: `kafka.create` must be a map of keys, not text\n"
       "    create: 6\n"
       "            ^\n"
       "  hint: write its keys indented below it\n"},
  }));
  CHECK(rendered(task(row.lines)) == row.text);
}

}  // namespace sluice::test
