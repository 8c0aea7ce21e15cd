// SPDX-License-Identifier: Apache-2.0
#include "kafka/trouble_watch.hpp"

#include <catch2/catch.hpp>
#include <vector>

namespace sluice {
namespace {

using namespace std::chrono_literals;

struct Recorder final : EventSink {
  void emit(const Event& event) override { events.push_back(event); }
  std::vector<Event> events;
};

constexpr TimePoint start{1h};
constexpr const char* refused_text = "a:9092/bootstrap: Connect to ipv4#127.0.0.1:9092 failed: Connection refused";

TEST_CASE("Kafka out of reach is told once, with the addresses, the cause and what to check, its return too") {
  Recorder recorder;
  TroubleWatch watch(recorder, {"a:9092, b:9092", false, "lz4"});

  watch.error(RD_KAFKA_RESP_ERR__TRANSPORT, refused_text, start);
  for (int i = 0; i < 3; ++i) watch.error(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, "2/2 brokers are down", start + 1ms);
  watch.delivered();
  watch.delivered();

  REQUIRE(recorder.events.size() == 3);
  CHECK(recorder.events[0].severity == Severity::debug);
  CHECK(recorder.events[1].name == "kafka_unreachable");
  CHECK(recorder.events[1].severity == Severity::warn);
  CHECK(
      recorder.events[1].text ==
      "Kafka cannot be reached at a:9092, b:9092: a:9092/bootstrap: Connect to ipv4#127.0.0.1:9092 failed: Connection "
      "refused; check kafka.brokers, the network and the brokers' advertised.listeners; nothing is lost, messages "
      "wait at the MQTT broker");
  CHECK(recorder.events[2].name == "kafka_back");
}

TEST_CASE("a broker that closes an idle connection is no news") {
  Recorder recorder;
  TroubleWatch watch(recorder, {"a:9092", false, "lz4"});
  watch.error(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, "1/1 brokers are down", start);
  watch.delivered();
  CHECK(recorder.events.empty());
}

TEST_CASE("a connection that was closed and then cannot be made again is news") {
  Recorder recorder;
  TroubleWatch watch(recorder, {"a:9092", false, "lz4"});
  watch.error(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, "1/1 brokers are down", start);
  watch.error(RD_KAFKA_RESP_ERR__TRANSPORT, refused_text, start + 100ms);
  REQUIRE(recorder.events.size() == 1);
  CHECK(recorder.events[0].name == "kafka_unreachable");
}

TEST_CASE("a refused login is an error, told once, and not again as an unreachable Kafka") {
  Recorder recorder;
  TroubleWatch watch(recorder, {"a:9092", false, "lz4"});
  watch.error(RD_KAFKA_RESP_ERR__AUTHENTICATION, "SASL authentication error: Invalid credentials", start);
  watch.error(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, "1/1 brokers are down", start);
  watch.error(RD_KAFKA_RESP_ERR__AUTHENTICATION, "SASL authentication error: Invalid credentials", start + 1s);

  REQUIRE(recorder.events.size() == 1);
  CHECK(recorder.events[0].severity == Severity::error);
  CHECK(recorder.events[0].name == "kafka_authentication_refused");
  CHECK(recorder.events[0].text ==
        "Kafka at a:9092 refuses the login: SASL authentication error: Invalid credentials; check kafka.sasl (or the "
        "sasl.* entries of kafka.properties) against the users of the brokers");
}

TEST_CASE("a refused SCRAM login says which librdkafka and Kafka do not go together") {
  Recorder recorder;
  TroubleWatch watch(recorder, {"a:9092", true, "lz4"});
  watch.error(RD_KAFKA_RESP_ERR__AUTHENTICATION, "invalid credentials", start);
  REQUIRE(recorder.events.size() == 1);
  CHECK(recorder.events[0].text ==
        "Kafka at a:9092 refuses the login: invalid credentials; check kafka.sasl.username and kafka.sasl.password; "
        "Kafka 4 and "
        "later refuse SCRAM from librdkafka before 2.6.1, whatever the password: use another mechanism there");
}

TEST_CASE("compression that is dropped silently is an error of ours") {
  Recorder recorder;
  TroubleWatch watch(recorder, {"a:9092", false, "zstd"});
  watch.log(7, "COMPRESSION", "telemetry [0]: Broker does not support compression type zstd: not compressing batch",
            start);
  REQUIRE(recorder.events.size() == 1);
  CHECK(recorder.events[0].severity == Severity::error);
  CHECK(recorder.events[0].name == "kafka_compression_unsupported");
  CHECK(recorder.events[0].text ==
        "Kafka does not take compression \"zstd\" from this librdkafka, records would be sent uncompressed: set "
        "kafka.compression to none or use a newer librdkafka: telemetry [0]: Broker does not support compression type "
        "zstd: not compressing batch");
}

TEST_CASE("repeats of one kind are counted and told once a minute") {
  Recorder recorder;
  TroubleWatch watch(recorder, {"a:9092", false, "lz4"});
  for (int i = 0; i < 60; ++i) watch.log(4, "REQTMOUT", "Timed out", start + std::chrono::seconds(i));
  watch.log(4, "OTHER", "another kind", start + 1s);
  watch.log(4, "REQTMOUT", "Timed out", start + 60s);

  REQUIRE(recorder.events.size() == 3);
  CHECK(recorder.events[2].name == "kafka_log");
  CHECK(std::get<std::int64_t>(recorder.events[2].fields[1].value) == 59);
}

}  // namespace
}  // namespace sluice
