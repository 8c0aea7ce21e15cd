// SPDX-License-Identifier: Apache-2.0
#include "kafka_rig.hpp"

namespace sluice::test {
namespace {

TEST_CASE("a sink whose properties librdkafka refuses is not made, and the text names the key") {
  struct Case {
    std::string name;
    std::string value;
    std::string text;
  };
  const auto c = GENERATE(values<Case>({
      {"linger.ms", "soon",
       "kafka.properties.linger.ms: librdkafka refuses the value \"soon\": Invalid value for configuration property "
       "\"queue.buffering.max.ms\"; see librdkafka's CONFIGURATION.md for its values"},
      {"acks", "1",
       "kafka.properties: librdkafka cannot make a producer of these settings: `acks` must be set to `all` when "
       "`enable.idempotence` is true"},
  }));
  Config config = kafka_config({"127.0.0.1:1"});
  config.kafka.properties = {{c.name, Secret(c.value)}};
  auto mapper = Mapper::compile(config.mapping);
  REQUIRE(mapper);
  EventRecorder events;
  const auto sink = RecordSink::create(std::move(*mapper), config, 0, events);
  REQUIRE_FALSE(sink);
  CHECK(sink.error() == c.text);
}

TEST_CASE("every codec of librdkafka reaches Kafka and comes back") {
  const auto codec = GENERATE(as<std::string>(), "none", "gzip", "snappy", "lz4", "zstd");
  CAPTURE(codec);
  MockKafka kafka;
  kafka.create_topic("telemetry", 1);
  Config config = kafka_config(kafka.brokers());
  config.kafka.compression = codec;
  SinkRig rig(config);
  rig.submit(0, 200);
  REQUIRE(rig.until_reported());
  CHECK(rig.events.count("kafka_compression_unsupported") == 0);
  CHECK(numbers(KafkaReader(kafka.bootstrap(), "telemetry").read(200)) == count_from_zero(200));
}

}  // namespace
}  // namespace sluice::test
