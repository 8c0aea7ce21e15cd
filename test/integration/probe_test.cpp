// SPDX-License-Identifier: Apache-2.0
// `sluice probe` at Mosquitto and Apache Kafka, beside a running task.
#include <array>
#include <catch2/catch.hpp>

#include "component/probe_run.hpp"
#include "support/load.hpp"
#include "support/mqtt_client.hpp"
#include "support/rdkafka.hpp"
#include "support/site.hpp"

namespace sluice::test {
namespace {

/// kafka-acls, as far as these tests need it: an ALLOW for one principal on one topic.
void allow(const std::string& address, const std::string& topic, const std::string& principal,
           rd_kafka_AclOperation_t operation) {
  std::array<char, 512> text{};
  const RdClient client = make_client(RD_KAFKA_PRODUCER, {{"bootstrap.servers", address}});
  const RdQueue queue(rd_kafka_queue_new(client.get()));
  rd_kafka_AclBinding_t* binding = rd_kafka_AclBinding_new(
      RD_KAFKA_RESOURCE_TOPIC, topic.c_str(), RD_KAFKA_RESOURCE_PATTERN_LITERAL, principal.c_str(), "*", operation,
      RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW, text.data(), text.size());
  rd_kafka_CreateAcls(client.get(), &binding, 1, nullptr, queue.get());
  rd_kafka_AclBinding_destroy(binding);
  const RdEvent answer(rd_kafka_queue_poll(queue.get(), 20'000));
  REQUIRE(answer != nullptr);
  CHECK(rd_kafka_event_error(answer.get()) == RD_KAFKA_RESP_ERR_NO_ERROR);
}

const std::vector<std::string> patient{"--deadline", "20s"};

}  // namespace

TEST_CASE("the probe passes beside a running task and takes nothing from it; end to end needs one") {
  const Site site;
  {
    ProbeProcess probe(site.file(), {"--deadline", "2s", "--end-to-end"});
    CHECK(probe.exit_code() == 1);
    CHECK(probe.step("RECORD") ==
          "failed RECORD: the broker took the message, but no record came within 2s; start `sluice run` with this "
          "configuration (group `plant`), or see whether it is ready and not paused");
    // Neither the probe's questions nor anything else has left a record.
    site.log.wait_until_quiet(Milliseconds{300}, Milliseconds{5'000});
    CHECK(site.log.count() == 0);
  }
  SluiceProcess task(site.file());
  task.wait_ready();
  LoadPublisher load(site.mosquitto.port(), {.count = 2'000, .per_second = 1'000});
  {
    ProbeProcess probe(site.file().set("mqtt.max_message_size", "512KiB"), patient);
    CHECK(probe.exit_code() == 0);
    CHECK(probe.step("WRITE").starts_with("ok WRITE: allowed"));
    CHECK(
        probe.step("RECORD SIZE") ==
        "ok RECORD SIZE: 1000000 bytes (kafka.properties.message.max.bytes): enough for mqtt.max_message_size 512KiB");
  }
  const auto result = load.finish(Milliseconds{60'000});
  const auto tally = site.settle(result.accepted);
  CHECK(tally.missing(result.accepted) == std::vector<MessageId>{});
  CHECK(tally.repeats() == 0);

  ProbeProcess probe(site.file(), {"--deadline", "20s", "--end-to-end", "--topic", "load/probe"});
  CHECK(probe.exit_code() == 0);
  CHECK(probe.step("MAPPING") == "ok MAPPING: a message to `load/probe` becomes a record of topic \"plant\"");
  CHECK(probe.step("PUBLISH").starts_with("ok PUBLISH: PUBACK: the broker has it"));
  CHECK(probe.step("RECORD").starts_with("ok RECORD: partition "));
  CHECK(task.stop() == 0);
}

TEST_CASE("a missing topic and a missing right to write are refusals for good") {
  const Mosquitto mosquitto;
  const ApacheKafka kafka({"--property",
                           "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                           "--property", "allow.everyone.if.no.acl.found=true"});
  create_topic(kafka.address(), "plant", 1);
  const TaskFile file("mqtt://" + mosquitto.address(), kafka.address());
  {
    ProbeProcess probe(TaskFile(file).set("mapping.topic", "no.such.topic"), patient);
    CHECK(probe.exit_code() == 3);
    CHECK(probe.step("TOPIC").starts_with("failed TOPIC: topic \"no.such.topic\" does not exist at "));
  }
  allow(kafka.address(), "plant", "User:somebody", RD_KAFKA_ACL_OPERATION_WRITE);
  allow(kafka.address(), "plant", "User:ANONYMOUS", RD_KAFKA_ACL_OPERATION_DESCRIBE);
  ProbeProcess probe(file, patient);
  CHECK(probe.exit_code() == 3);
  CHECK(probe.step("TOPIC") == "ok TOPIC: 1 partition");
  CHECK(probe.step("WRITE") ==
        "failed WRITE: no right to write: Broker: Topic authorization failed (TOPIC_AUTHORIZATION_FAILED); grant this "
        "principal WRITE and DESCRIBE on the topic");
  CHECK(probe.step("RECORD SIZE").starts_with("skipped RECORD SIZE: not known: Kafka does not tell the limit: "));
}

}  // namespace sluice::test
