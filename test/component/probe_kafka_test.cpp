// SPDX-License-Identifier: Apache-2.0
// The Kafka side of `sluice probe`, against librdkafka's mock cluster. The broker is away: it has tests of its own.
#include <catch2/catch.hpp>

#include "component/probe_run.hpp"

namespace sluice::test {
namespace {

struct KafkaPlant : Plant {
  TaskFile file() {
    broker.close();
    return Plant::file();
  }
};

}  // namespace

TEST_CASE("a Kafka that takes all is told step by step, and nothing is written") {
  KafkaPlant plant;
  plant.allow_question();
  ProbeProcess probe(plant.file(), {"--deadline", "2s"});
  CHECK(probe.exit_code() == 1);
  CHECK(probe.step("METADATA").find(" of 1 broker: 127.0.0.1:") != std::string::npos);
  CHECK(probe.step("PRODUCER ID") == "ok PRODUCER ID: given: the task's idempotent producer may start");
  CHECK(probe.step("TOPIC") == "ok TOPIC: 1 partition");
  CHECK(probe.step("WRITE").starts_with("ok WRITE: allowed: asked by a record with acks 2"));
  CHECK(values_of(plant, 0).empty());
  CHECK(all_values_of(plant, 0).empty());
}

TEST_CASE("a server that takes the question for a record is reported, with the record's mark") {
  KafkaPlant plant;  // whose mock cluster does not look at acks
  ProbeProcess probe(plant.file(), {"--deadline", "2s"});
  CHECK(probe.exit_code() == 1);
  CHECK(probe.step("WRITE").starts_with("warning WRITE: may write, but this server took the question for a record"));
  KafkaReader reader(plant.kafka.bootstrap(), "plant");
  const auto records = reader.read(1, patience);
  REQUIRE(records.size() == 1);
  CHECK(records[0].key == "sluice-probe");
  CHECK_FALSE(records[0].value.has_value());
}

TEST_CASE("no right to write, and no right to a producer id, are refusals for good") {
  KafkaPlant plant;
  plant.kafka.push_produce_errors({RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED});
  plant.kafka.push_producer_id_errors({RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED});
  ProbeProcess probe(plant.file(), {"--deadline", "2s"});
  CHECK(probe.exit_code() == 3);
  CHECK(probe.step("WRITE") ==
        "failed WRITE: no right to write: Broker: Topic authorization failed (TOPIC_AUTHORIZATION_FAILED); grant this "
        "principal WRITE and DESCRIBE on the topic");
  CHECK(probe.step("PRODUCER ID").starts_with("failed PRODUCER ID: no producer id: "));
  CHECK(probe.step("PRODUCER ID")
            .ends_with("(CLUSTER_AUTHORIZATION_FAILED); grant this principal IDEMPOTENT_WRITE on "
                       "the cluster, or WRITE on the topic"));
}

TEST_CASE("the dead-letter topic is looked at as the others are") {
  KafkaPlant plant;
  plant.kafka.create_topic("plant.dead", 3);
  plant.allow_question(2);
  ProbeProcess probe(plant.file().set("dead_letters.topic", "plant.dead"), {"--deadline", "2s"});
  CHECK(probe.exit_code() == 1);
  CHECK(probe.step("TOPIC", 0) == "ok TOPIC: 1 partition");
  CHECK(probe.step("TOPIC", 1) == "ok TOPIC: 3 partitions");
  CHECK(probe.step("WRITE", 1).starts_with("ok WRITE: allowed"));
}

TEST_CASE("a missing topic fails for good, unless a task makes it") {
  KafkaPlant plant;
  plant.kafka.set_topic_error("plant", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  const auto [policy, text, exit_code] = GENERATE(
      table<std::string, std::string, int>({{"existing", "failed TOPIC: topic \"plant\" does not exist at ", 3},
                                            {"create", "skipped TOPIC: does not exist yet: a task makes it", 1}}));
  ProbeProcess probe(plant.file().set("kafka.topic_policy", policy));
  CHECK(probe.exit_code() == exit_code);
  CHECK(probe.step("TOPIC").starts_with(text));
  CHECK(probe.step("WRITE") == "no step WRITE");
}

TEST_CASE("a Kafka that is away is told at the address; the topics are left out") {
  KafkaPlant plant;
  plant.kafka.set_down();
  ProbeProcess probe(plant.file(), {"--deadline", "1s"});
  CHECK(probe.exit_code() == 1);
  CHECK(probe.step("METADATA") == "skipped METADATA: there is no connection");
  CHECK(probe.step("TOPIC") == "skipped TOPIC: no Kafka broker has answered");
}

TEST_CASE("each bootstrap address is asked alone") {
  KafkaPlant plant;
  plant.allow_question();
  const std::string away = "127.0.0.1:" + std::to_string(free_port());
  ProbeProcess probe(plant.file().set("kafka.brokers", "[\"" + away + "\", \"" + plant.kafka.bootstrap() + "\"]"),
                     {"--deadline", "2s"});
  CHECK(probe.exit_code() == 1);
  CHECK(probe.step("METADATA", 0) == "skipped METADATA: there is no connection");
  CHECK(probe.step("METADATA", 1).starts_with("ok METADATA: cluster "));
  CHECK(probe.step("TOPIC") == "ok TOPIC: 1 partition");
}

TEST_CASE("a template's topics are known only with a message") {
  KafkaPlant plant;
  ProbeProcess probe(plant.file().set("mapping.topic", "\"plant.${topic[1]}\""));
  CHECK(probe.exit_code() == 1);
  CHECK(probe.step("TOPIC") == "skipped TOPIC: mapping.topic is a template: its topics are known only with a message");
}

TEST_CASE("with --json the whole output is one object") {
  KafkaPlant plant;
  plant.allow_question();
  ProbeProcess probe(plant.file(), {"--deadline", "2s", "--json"});
  CHECK(probe.exit_code() == 1);
  probe.process().wait_for_line("no line has this", patience);
  const std::string text = probe.output();
  CHECK(text.starts_with("{\"verdict\":\"failed\",\"exit_code\":1,\"counts\":{\"ok\":"));
  CHECK(
      text.find("{\"verdict\":\"ok\",\"where\":\"topic plant\",\"step\":\"TOPIC\",\"text\":\"1 partition\",\"ms\":") !=
      std::string::npos);
  CHECK(text.ends_with("}]}\n"));
}

}  // namespace sluice::test
