// SPDX-License-Identifier: Apache-2.0
#include "probe/kafka_verdicts.hpp"

#include <catch2/catch.hpp>

#include "unit/probe/finding_line.hpp"

namespace sluice {
namespace {

using test::line;
using Answer = WriteQuestion::Answer;

tl::unexpected<KafkaFault> fault(bool is_refusal, std::string_view code, std::string text, std::string remedy) {
  return tl::unexpected(KafkaFault{is_refusal, code, std::move(text), std::move(remedy)});
}

Config task() {
  Config config;
  config.mqtt.max_message_size = 16384;
  return config;
}

TEST_CASE("how Kafka is secured is said in words") {
  KafkaConfig kafka;
  CHECK(security_text(kafka).empty());
  kafka.sasl.mechanism = "PLAIN";
  CHECK(security_text(kafka) == "SASL PLAIN");
  kafka.tls.enabled = true;
  CHECK(security_text(kafka) == "TLS and SASL PLAIN");
  kafka.sasl.mechanism.clear();
  CHECK(security_text(kafka) == "TLS");
}

TEST_CASE("a cluster names its brokers, or why it does not") {
  CHECK(line(cluster_finding(ClusterFacts{"c1", {{1, "a", 9092}, {2, "b", 9093}}})) ==
        "ok: cluster c1 of 2 brokers: a:9092, b:9093");
  CHECK(line(cluster_finding(ClusterFacts{"", {{1, "a", 9092}}})) == "ok: cluster without id of 1 broker: a:9092");
  CHECK(line(cluster_finding(fault(true, "_AUTHENTICATION", "the login is refused: x", "check kafka.sasl"))) ==
        "failed for good: the login is refused: x (_AUTHENTICATION); check kafka.sasl");
  CHECK(line(cluster_finding(fault(false, "_TRANSPORT", "no answer: y", "check kafka.brokers and the network"))) ==
        "failed: no answer: y (_TRANSPORT); check kafka.brokers and the network");
}

TEST_CASE("a topic is there, is to be made, or is missing") {
  using State = TopicCheck::State;
  Config config = task();
  CHECK(line(topic_finding({State::exists, 1, ""}, config)) == "ok: 1 partition");
  CHECK(line(topic_finding({State::exists, 6, ""}, config)) == "ok: 6 partitions");
  CHECK(line(topic_finding({State::missing, 0, "create it"}, config)) == "failed for good: create it");
  CHECK(line(topic_finding({State::unauthorized, 0, "grant it"}, config)) == "failed for good: grant it");
  CHECK(line(topic_finding({State::unreachable, 0, "away"}, config)) == "failed: away");
  config.kafka.topic_policy = TopicPolicy::create;
  CHECK(line(topic_finding({State::missing, 0, "create it"}, config)) ==
        "skipped: does not exist yet: a task makes it (kafka.topic_policy), the probe does not");
}

TEST_CASE("the right to write is told for what was asked") {
  CHECK(line(write_finding(Answer::may_write, "t", "c1")) ==
        "ok: allowed: asked by a record with acks 2, which Kafka refuses after it has looked at the right; nothing was "
        "written");
  CHECK(line(write_finding(Answer::may_write, "t", "redpanda.5a")) ==
        "skipped: cannot be told without writing: Redpanda refuses the question before it looks at the right; `sluice "
        "probe --end-to-end` writes");
  CHECK(line(write_finding(Answer::has_written, "t", "c1")) ==
        "warning: may write, but this server took the question for a record: \"t\" has one more, with the key "
        "`sluice-probe` and no value; let its readers pass over it");
  CHECK(line(write_finding(fault(true, "TOPIC_AUTHORIZATION_FAILED", "Broker: Topic authorization failed", "grant it"),
                           "t", "c1")) ==
        "failed for good: no right to write: Broker: Topic authorization failed (TOPIC_AUTHORIZATION_FAILED); grant "
        "it");
  CHECK(line(write_finding(fault(false, "_TIMED_OUT", "no answer: x", "wait"), "t", "c1")) ==
        "failed: no answer about the right to write: no answer: x (_TIMED_OUT); wait");
}

TEST_CASE("a producer id is given or not") {
  CHECK(line(producer_id_finding({})) == "ok: given: the task's idempotent producer may start");
  CHECK(line(producer_id_finding(fault(true, "CLUSTER_AUTHORIZATION_FAILED", "no", "grant it"))) ==
        "failed for good: no producer id: no (CLUSTER_AUTHORIZATION_FAILED); grant it");
}

TEST_CASE("the record size that gets through is compared with the largest message") {
  const SizeLimit topic{1'048'588, "the topic's max.message.bytes"};
  Config config = task();
  CHECK(line(size_finding(topic, config)) ==
        "ok: 1000000 bytes (kafka.properties.message.max.bytes): enough for mqtt.max_message_size 16KiB");
  config.mqtt.max_message_size = 8U << 20U;
  CHECK(line(size_finding(topic, config)) ==
        "warning: 1000000 bytes (kafka.properties.message.max.bytes) where mqtt.max_message_size is 8MiB: larger "
        "records stop the task; raise the topic's max.message.bytes and kafka.properties.message.max.bytes to "
        "8390656, or lower mqtt.max_message_size");
  config.kafka.properties = {{"message.max.bytes", Secret("20000000")}};
  config.dead_letters.topic = "dead";
  CHECK(line(size_finding(topic, config))
            .find("1048588 bytes (the topic's max.message.bytes) where mqtt.max_message_"
                  "size is 8MiB: larger records become dead letters; ") != std::string::npos);
  config.dead_letters.topic = "";
  config.dead_letters.on_rejected = OnRejected::drop;
  CHECK(line(size_finding(topic, config)).find(": larger records are dropped; ") != std::string::npos);
  CHECK(line(size_finding(fault(true, "x", "not authorized", "grant DESCRIBE_CONFIGS"), config)) ==
        "skipped: not known: Kafka does not tell the limit: not authorized (grant DESCRIBE_CONFIGS)");
}

TEST_CASE("the defaults of Sluice and of Kafka together are no reason for a warning, less than Kafka's is") {
  Config config;
  CHECK(line(size_finding(SizeLimit{1'048'588, "the topic's max.message.bytes"}, config)) ==
        "ok: 1000000 bytes (kafka.properties.message.max.bytes): larger records stop the task");
  config.dead_letters.topic = "dead";
  CHECK(line(size_finding(SizeLimit{1'048'588, "the topic's max.message.bytes"}, config)) ==
        "ok: 1000000 bytes (kafka.properties.message.max.bytes): larger records become dead letters");
  CHECK(line(size_finding(SizeLimit{10'000, "the topic's max.message.bytes"}, config)) ==
        "warning: 10000 bytes (the topic's max.message.bytes) where mqtt.max_message_size is 16MiB: larger records "
        "become dead letters; raise the topic's max.message.bytes and kafka.properties.message.max.bytes to 16779264, "
        "or lower mqtt.max_message_size");
}

}  // namespace
}  // namespace sluice
