// SPDX-License-Identifier: Apache-2.0
// Dead letters between the pipeline, librdkafka and the mock cluster.
#include <poll.h>

#include <algorithm>

#include "delivery/pipeline.hpp"
#include "kafka/rdkafka_producer.hpp"
#include "kafka_rig.hpp"

namespace sluice::test {
namespace {

using namespace std::chrono_literals;
using Ids = std::vector<std::uint16_t>;

Config burying_config(const MockKafka& kafka) {
  Config config = kafka_config(kafka.brokers());
  config.dead_letters.topic = "dead";
  return config;
}

/// The pipeline on a real sink. Its clock runs ahead, so that no back-off is waited for.
class BurialRig {
 public:
  explicit BurialRig(const Config& config) {
    auto mapper = Mapper::compile(config.mapping);
    REQUIRE(mapper);
    auto made = RecordSink::create(std::move(*mapper), config, 0, events);
    if (!made) FAIL(made.error());
    sink = std::move(*made);
    pipeline = std::make_unique<Pipeline>(
        *sink, Pipeline::Rules{.limits = {}, .on_refused = OnRefused::bury, .avoid_duplicates = false},
        Pipeline::Callbacks{
            [this](const Undeliverable& what) { refused.push_back(what.rejection.code); },
            [this](const Outcome& outcome, Pipeline::Traffic traffic) {
              if (traffic == Pipeline::Traffic::dead_letters) troubles.push_back(outcome);
            },
            [this](Pipeline::Traffic traffic) { recoveries += traffic == Pipeline::Traffic::dead_letters ? 1 : 0; }},
        1);
  }

  void offer(std::uint16_t packet_id, const std::string& payload, std::span<const UserProperty> properties = {}) {
    MqttMessage message;
    message.topic = "plant/1";
    message.payload = payload;
    message.qos = 1;
    message.packet_id = packet_id;
    message.user_properties = properties;
    REQUIRE(until([&] { return pipeline->offer(message, payload.size()) != Pipeline::Admission::full; }));
  }

  bool until(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      pollfd descriptor{sink->event_fd(), POLLIN, 0};
      ::poll(&descriptor, 1, 20);
      now += 2min;
      pipeline->poll(now);
      pipeline->release(acknowledged);
    }
    return true;
  }
  bool until_acknowledged(std::size_t count) {
    return until([&] { return acknowledged.size() >= count; });
  }

  EventRecorder events;
  std::unique_ptr<RecordSink> sink;
  std::unique_ptr<Pipeline> pipeline;
  std::vector<std::string> refused;
  std::vector<Outcome> troubles;
  int recoveries = 0;
  Ids acknowledged;
  TimePoint now = Clock::now();
};

std::vector<ReadRecord> records_of(const MockKafka& kafka, const std::string& topic, std::size_t count) {
  return KafkaReader(kafka.bootstrap(), topic).read(count);
}

/// A line each: a failure then shows which one differs. The time is checked for its form only.
std::string text_of(const ReadRecord& record) {
  std::string text = record.key.value_or("(no key)") + " | " + record.value.value_or("(none)") + "\n";
  for (const auto& [name, value] : record.headers) {
    const bool is_time = name == "sluice.time" && value && value->size() == 24 && value->ends_with("Z");
    text += name + " = " + (is_time ? "(time)" : value.value_or("(none)")) + "\n";
  }
  return text;
}

struct Cluster : MockKafka {
  Cluster() {
    create_topic("telemetry", 1);
    create_topic("dead", 1);
  }
};

}  // namespace

TEST_CASE("a record that Kafka refuses alone is in the dead-letter topic with the cause, acknowledged in its order") {
  Cluster kafka;
  kafka.push_produce_errors({RD_KAFKA_RESP_ERR_INVALID_RECORD, RD_KAFKA_RESP_ERR_INVALID_RECORD});
  BurialRig rig(burying_config(kafka));
  const std::array<UserProperty, 3> user{{{"k", "v"}, {"sluice.error", "forged"}, {"sluice.topic", "forged"}}};
  rig.offer(1, "bad", user);
  REQUIRE(rig.until_acknowledged(1));
  rig.offer(2, "good");
  REQUIRE(rig.until_acknowledged(2));

  CHECK(rig.acknowledged == Ids{1, 2});
  CHECK(rig.refused == std::vector<std::string>{"INVALID_RECORD"});
  CHECK(rig.pipeline->totals().dead_lettered == 1);
  CHECK(rig.pipeline->totals().delivered == 1);
  CHECK(records_of(kafka, "telemetry", 1).at(0).value == "good");
  CHECK(
      text_of(records_of(kafka, "dead", 1).at(0)) ==
      "plant/1 | bad\n"
      "sluice.error = INVALID_RECORD\n"
      "sluice.reason = Kafka did not take a record of 3 value bytes for topic \"telemetry\": Broker: Broker failed to "
      "validate record (INVALID_RECORD): the broker's rules for the topic exclude it, e.g. a compacted topic takes no "
      "record without key\n"
      "sluice.stage = kafka\n"
      "sluice.topic = telemetry\n"
      "sluice.attempts = 2\n"
      "sluice.time = (time)\n"
      "sluice.client_id = plant-host\n"
      "mqtt.topic = plant/1\n"
      "mqtt.packet_id = 1\n"
      "mqtt.duplicated = false\n"
      "mqtt.qos = 1\n"
      "mqtt.retained = false\n"
      "k = v\n"
      "user.sluice.error = forged\n"
      "user.sluice.topic = forged\n");
}

TEST_CASE("a record too large even for the dead-letter topic leaves a stub, whatever makes it large") {
  Cluster kafka;
  BurialRig rig(burying_config(kafka));
  const std::string huge(1'200'000, 'x');
  const std::string large(60'000, 'h');
  std::vector<UserProperty> headers;
  for (int i = 0; i < 20; ++i) headers.push_back({"h", large});
  headers.push_back({"small", "s"});
  rig.offer(1, huge);
  rig.offer(2, "value", headers);
  REQUIRE(rig.until_acknowledged(2));

  const auto dead = records_of(kafka, "dead", 2);
  REQUIRE(dead.size() == 2);
  CHECK(dead[0].value == huge.substr(0, 1024));
  CHECK(dead[0].header("sluice.truncated") == "true");
  CHECK(dead[0].header("sluice.payload_size") == "1200000");
  CHECK(dead[0].header("sluice.payload_sha256") == digest_of(huge).sha256);
  CHECK(dead[0].header("sluice.error") == "MSG_SIZE_TOO_LARGE");
  CHECK(dead[0].header("sluice.attempts") == "1");
  CHECK(dead[0].header("mqtt.topic") == "plant/1");
  CHECK(dead[1].value == "value");
  CHECK(dead[1].header("sluice.truncated") == "true");
  CHECK(dead[1].header("sluice.payload_size") == "5");
  CHECK(dead[1].header("small") == "s");
}

TEST_CASE("a message whose templated topic cannot be made is buried whole, by the default mapping, without a topic") {
  Cluster kafka;
  Config config = burying_config(kafka);
  config.mapping.topic = "${topic[3]}";
  config.mapping.key = "fixed";
  BurialRig rig(config);
  rig.offer(1, "value");
  REQUIRE(rig.until_acknowledged(1));
  const auto dead = records_of(kafka, "dead", 1);
  CHECK(dead.at(0).key == "plant/1");
  CHECK(dead.at(0).value == "value");
  CHECK(dead.at(0).header("sluice.stage") == "mapping");
  CHECK(dead.at(0).header("sluice.attempts") == "0");
  CHECK(dead.at(0).header("mqtt.topic") == "plant/1");
  CHECK_FALSE(dead.at(0).header("sluice.topic"));
}

TEST_CASE("a publisher who chooses the topic cannot write dead letters of his own making") {
  Cluster kafka;
  Config config = burying_config(kafka);
  config.mapping.topic = "${user.to}";
  BurialRig rig(config);
  const std::array<UserProperty, 2> user{{{"to", "dead"}, {"sluice.error", "forged"}}};
  rig.offer(1, "value", user);
  REQUIRE(rig.until_acknowledged(1));
  CHECK(rig.refused == std::vector<std::string>{"DEAD_LETTER_TOPIC"});
  const auto dead = records_of(kafka, "dead", 1);
  CHECK(dead.at(0).header("sluice.error") == "DEAD_LETTER_TOPIC");
  CHECK(dead.at(0).header("user.sluice.error") == "forged");
}

TEST_CASE("a dead letter that the broker finds too large goes again alone, then as a stub") {
  Cluster kafka;
  const auto too_large = RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE;
  kafka.push_produce_errors({too_large, too_large, too_large, too_large});
  BurialRig rig(burying_config(kafka));
  const std::string payload(5000, 'p');
  rig.offer(1, payload);
  REQUIRE(rig.until_acknowledged(1));

  CHECK(rig.refused == std::vector<std::string>{"MSG_SIZE_TOO_LARGE"});
  CHECK(rig.troubles.empty());
  const auto dead = records_of(kafka, "dead", 1);
  CHECK(dead.at(0).value == payload.substr(0, 1024));
  CHECK(dead.at(0).header("sluice.payload_sha256") == digest_of(payload).sha256);
  CHECK(dead.at(0).header("sluice.topic") == "telemetry");
}

TEST_CASE("while the dead-letter topic refuses, neighbours are delivered; it recovers by itself and nothing is lost") {
  struct Case {
    rd_kafka_resp_err_t error;
    std::string code;
    std::string text;
  };
  const auto c = GENERATE(values<Case>({
      {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, "TOPIC_AUTHORIZATION_FAILED",
       "grant this principal WRITE and DESCRIBE on the topic"},
      {RD_KAFKA_RESP_ERR_INVALID_RECORD, "INVALID_RECORD", "the broker's rules for the topic exclude it"},
  }));
  Cluster kafka;
  const std::string huge(1'200'000, 'x');  // refused by the producer itself: its dead letter is the first request
  kafka.push_produce_errors({c.error, c.error, c.error});
  BurialRig rig(burying_config(kafka));
  rig.offer(1, huge);
  REQUIRE(rig.until([&] { return !rig.troubles.empty(); }));
  CHECK(rig.acknowledged.empty());
  CHECK(rig.troubles.at(0).verdict == Verdict::hold);
  CHECK(rig.troubles.at(0).code == c.code);
  CHECK(rig.troubles.at(0).reason.find("Kafka did not take a dead letter of 1024 value bytes for topic \"dead\": ") ==
        0);
  CHECK(rig.troubles.at(0).reason.find(c.text) != std::string::npos);

  rig.offer(2, "good");
  REQUIRE(rig.until_acknowledged(2));
  CHECK(rig.acknowledged == Ids{1, 2});
  CHECK(rig.recoveries == 1);
  CHECK(rig.pipeline->totals().dead_lettered == 1);
  CHECK(records_of(kafka, "dead", 1).size() == 1);
  CHECK(records_of(kafka, "telemetry", 1).at(0).value == "good");
}

TEST_CASE("messages behind one whose dead letter has to wait are delivered meanwhile") {
  MockKafka kafka(2);
  kafka.create_topic("telemetry", 1);
  kafka.create_topic("dead", 1);
  kafka.set_leader("telemetry", 1);
  kafka.set_leader("dead", 2);
  kafka.set_broker_down(2);
  BurialRig rig(burying_config(kafka));
  rig.offer(1, std::string(1'200'000, 'x'));
  for (std::uint16_t id = 2; id < 102; ++id) rig.offer(id, "good");
  REQUIRE(rig.until([&] { return rig.pipeline->totals().delivered == 100; }));
  CHECK(rig.acknowledged.empty());
  CHECK(rig.pipeline->totals().dead_lettered == 0);
  CHECK_FALSE(rig.pipeline->at_rest());

  kafka.set_broker_up(2);
  REQUIRE(rig.until_acknowledged(101));
  CHECK(rig.pipeline->totals().dead_lettered == 1);
}

TEST_CASE("a fatal error of the producer while dead letters are on their way loses none of them") {
  Cluster kafka;
  BurialRig rig(burying_config(kafka));
  rig.offer(1, "first");
  REQUIRE(rig.until_acknowledged(1));
  kafka.set_down();
  for (std::uint16_t id = 2; id < 42; ++id) rig.offer(id, id % 2 == 0 ? std::string(1'200'000, 'x') : "good");
  rig.pipeline->poll(rig.now);
  REQUIRE(rd_kafka_test_fatal_error(rig.sink->producer().handle(), RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER,
                                    "provoked") == RD_KAFKA_RESP_ERR_NO_ERROR);
  REQUIRE(rig.until([&] { return rig.events.count("kafka_producer_restarted") == 1; }));
  kafka.set_up();
  REQUIRE(rig.until_acknowledged(41));
  CHECK(rig.pipeline->totals().dead_lettered == 20);
  CHECK(rig.pipeline->totals().delivered == 21);
  CHECK(records_of(kafka, "dead", 20).size() == 20);
  CHECK(std::is_sorted(rig.acknowledged.begin(), rig.acknowledged.end()));
}

}  // namespace sluice::test
