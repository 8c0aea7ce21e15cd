// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "support/mock_kafka.hpp"
#include "support/scripted_broker.hpp"
#include "support/sluice_process.hpp"

namespace sluice::test {

/// What these tests run `sluice` between: a scripted broker and librdkafka's mock cluster with the topic `plant`.
struct Plant {
  MockKafka kafka;
  ScriptedBroker broker;

  Plant() { kafka.create_topic("plant", 1); }

  /// The probe's next questions for the right to write are answered as Kafka does; the mock cluster takes them for
  /// records.
  void allow_question(std::size_t times = 1) {
    kafka.push_produce_errors(std::vector<rd_kafka_resp_err_t>(times, RD_KAFKA_RESP_ERR_INVALID_REQUIRED_ACKS));
  }

  TaskFile file() const {
    TaskFile file(broker.url(), kafka.bootstrap());
    // An outage of the tests lasts for moments, not for the ten seconds between librdkafka's late attempts.
    file.set("kafka.properties", "{reconnect.backoff.ms: 50, reconnect.backoff.max.ms: 200}");
    return file;
  }
};

/// A QoS 1 message to `load/1`.
inline Publish message(std::uint16_t packet_id, const std::string& payload) {
  return Publish{.topic = "load/1", .payload = payload, .packet_id = packet_id, .properties = {}};
}

/// The values of the first `count` records of the topic `plant`; fewer when no more come within 10 s.
inline std::vector<std::string> values_of(const Plant& plant, std::size_t count) {
  KafkaReader reader(plant.kafka.bootstrap(), "plant");
  std::vector<std::string> values;
  for (const auto& record : reader.read(count, patience)) values.push_back(record.value.value_or("(none)"));
  return values;
}

/// All values, after the last that a test expects has been acknowledged: looks for one more than `expected`.
inline std::vector<std::string> all_values_of(const Plant& plant, std::size_t expected) {
  KafkaReader reader(plant.kafka.bootstrap(), "plant");
  std::vector<std::string> values;
  for (const auto& record : reader.read(expected, patience)) values.push_back(record.value.value_or("(none)"));
  for (const auto& record : reader.read(1, Milliseconds{300})) values.push_back(record.value.value_or("(none)"));
  return values;
}

/// The same broker many times over: after a failed handshake the next of the list is tried without a pause.
inline TaskFile without_pauses(const Plant& plant, std::size_t times) {
  std::string list;
  for (std::size_t i = 0; i < times; ++i) list += (i == 0 ? "[\"" : ", \"") + plant.broker.url() + "\"";
  return plant.file().set("mqtt.brokers", list + "]");
}

}  // namespace sluice::test
