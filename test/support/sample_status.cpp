// SPDX-License-Identifier: Apache-2.0
#include "support/sample_status.hpp"

#include <cmath>

namespace sluice::test {

namespace {

constexpr std::int64_t now_ms = 1'769'915'565'000;  // 2026-02-01 03:12:45 UTC
constexpr std::int64_t period_ms = 5000;

TaskStatus basis() {
  TaskStatus status;
  status.version = "0.1.0";
  status.task = "plant-telemetry";
  status.group = "plant-telemetry";
  status.filters = {"sensor/#", "alarm/+/state"};
  status.now_ms = now_ms;
  status.started_ms = now_ms - 5'400'000;
  status.word = HealthWord::healthy;
  status.ready = true;
  status.kafka_reachable = true;
  status.topics = {{"mqtt.telemetry", true}, {"mqtt.telemetry.dead", true}};
  status.connections = {
      {"plant-telemetry-0", "mqtts://broker-1.plant:8883", "ready", true, 412, 1000, 1'572'864, 0.34, std::nullopt},
      {"plant-telemetry-0-1", "mqtts://broker-2.plant:8883", "ready", true, 38, 1000, 65'536, 0.04, std::nullopt}};
  status.configuration =
      "task: plant-telemetry\nmqtt:\n  brokers: [mqtts://broker-1.plant:8883, mqtts://broker-2.plant:8883]\n"
      "  filters: [sensor/#, alarm/+/state]\n  username: ckafka_connector\n  password: (hidden)\n  connections: 2\n"
      "mapping:\n  topic: mqtt.telemetry\nkafka:\n  brokers: [kafka-1.plant:9092, kafka-2.plant:9092, "
      "kafka-3.plant:9092]\ndead_letters:\n  topic: mqtt.telemetry.dead\noperations:\n  listen: 127.0.0.1:9464\n";
  return status;
}

/// Ten minutes of samples up to now; `rate_at` gives messages per second by the age in seconds.
template <class RateAt, class InFlightAt>
void add_history(TaskStatus& status, RateAt rate_at, InFlightAt in_flight_at) {
  std::uint64_t received = 5'000'000;
  for (std::int64_t age_ms = 600'000; age_ms >= 0; age_ms -= period_ms) {
    const double age_s = static_cast<double>(age_ms) / 1000;
    received += static_cast<std::uint64_t>(std::lround(rate_at(age_s) * static_cast<double>(period_ms) / 1000));
    StatusSample sample;
    sample.time_ms = now_ms - age_ms;
    sample.totals.in_flight = in_flight_at(age_s);
    sample.totals.filtered = 120'000;
    sample.totals.dead_lettered = 17;
    sample.totals.received = received;
    sample.totals.delivered = received - sample.totals.in_flight - 120'017;
    sample.oldest_unacknowledged_s = 0.05 + static_cast<double>(sample.totals.in_flight) / 1500;
    status.history.push_back(sample);
  }
  status.totals = status.history.back().totals;
}

double usual_rate(double age_s) {
  return age_s < 300 ? 1250 : 900 + 250 * std::sin(age_s / 40) + 60 * std::sin(age_s / 7);
}

std::uint64_t usual_in_flight(double age_s) {
  return age_s < 0.5 ? 450 : static_cast<std::uint64_t>(380 + 120 * std::sin(age_s / 25) + 60 * std::cos(age_s / 9));
}

}  // namespace

TaskStatus healthy_status() {
  TaskStatus status = basis();
  add_history(status, usual_rate, usual_in_flight);
  status.errors = {{now_ms - 3'000'000, Severity::warn, "connection_lost", "the broker closed the connection",
                    "look at the broker's log; Sluice tries again by itself", 3}};
  return status;
}

TaskStatus abnormal_status() {
  TaskStatus status = basis();
  constexpr double outage_s = 95;
  add_history(
      status, [&](double age_s) { return age_s <= outage_s ? 0 : usual_rate(age_s); },
      [&](double age_s) { return age_s <= outage_s ? 2000 : usual_in_flight(age_s); });
  for (StatusSample& sample : status.history) {
    const double age_s = static_cast<double>(now_ms - sample.time_ms) / 1000;
    if (age_s <= outage_s) sample.oldest_unacknowledged_s = outage_s - age_s;
  }
  status.word = HealthWord::abnormal;
  status.ready = false;
  status.kafka_reachable = false;
  status.topics = {{"mqtt.telemetry", false}, {"mqtt.telemetry.dead", false}};
  status.reasons = {
      "Kafka does not answer at kafka-1.plant:9092, kafka-2.plant:9092, kafka-3.plant:9092: Connection refused; is it "
      "running, and can this machine reach it?",
      "nothing has become safe for 95 s: 2,000 of 2,000 messages wait in the window"};
  for (ConnectionStatus& one : status.connections) {
    one.window_used = one.window_size;
    one.bytes_in_flight = 4'194'304;
    one.oldest_unacknowledged_s = outage_s;
    one.broker_drops_in_s = 754;
  }
  status.errors = {
      {now_ms - 4000, Severity::error, "kafka_unreachable",
       "no broker of kafka-1.plant:9092, kafka-2.plant:9092, kafka-3.plant:9092 answers: Connection refused",
       "start Kafka, or mend kafka.brokers; Sluice goes on by itself", 31},
      {now_ms - 90'000, Severity::warn, "delivery_stalled",
       "nothing has become safe for 5 s; the broker keeps what comes, up to its queue limit", "", 1}};
  return status;
}

TaskStatus failed_status() {
  TaskStatus status = basis();
  add_history(
      status, [](double age_s) { return age_s < 240 ? 0 : usual_rate(age_s); },
      [](double age_s) { return age_s < 240 ? 0 : usual_in_flight(age_s); });
  status.word = HealthWord::failed;
  status.ready = false;
  status.totals.in_flight = 0;
  status.reasons = {
      "plant-telemetry-0: CONNACK 0x87 Not authorized from mqtts://broker-1.plant:8883; check mqtt.username and "
      "mqtt.password, and the broker's access rules for this client id",
      "plant-telemetry-0-1: CONNACK 0x87 Not authorized from mqtts://broker-2.plant:8883; check mqtt.username and "
      "mqtt.password, and the broker's access rules for this client id"};
  for (ConnectionStatus& one : status.connections) {
    one.state = "backing_off";
    one.ready = false;
    one.window_used = 0;
    one.bytes_in_flight = 0;
    one.oldest_unacknowledged_s = 0;
  }
  for (StatusSample& sample : status.history) {
    if (sample.totals.in_flight == 0) sample.oldest_unacknowledged_s = 0;
  }
  status.errors = {{now_ms - 12'000, Severity::error, "connection_refused", "CONNACK 0x87 Not authorized",
                    "check mqtt.username and mqtt.password, and the broker's access rules for this client id", 24},
                   {now_ms - 400'000, Severity::warn, "dead_letter",
                    "a record of 1100042 bytes is larger than message.max.bytes (1000000) of topic mqtt.telemetry",
                    "raise message.max.bytes of the topic and kafka.properties alike", 17}};
  return status;
}

TaskStatus paused_status() {
  TaskStatus status = basis();
  add_history(
      status, [](double age_s) { return age_s < 120 ? 0 : usual_rate(age_s); },
      [](double age_s) { return age_s < 120 ? 0 : usual_in_flight(age_s); });
  status.word = HealthWord::paused;
  status.paused = true;
  status.ready = false;
  status.reasons = {"paused by an operator since 2 min; POST /resume, or the button here, starts it again"};
  for (ConnectionStatus& one : status.connections) {
    one.window_used = 0;
    one.bytes_in_flight = 0;
    one.oldest_unacknowledged_s = 0;
  }
  for (StatusSample& sample : status.history) {
    if (sample.totals.in_flight == 0) sample.oldest_unacknowledged_s = 0;
  }
  return status;
}

TaskStatus young_status() {
  TaskStatus status = basis();
  status.started_ms = now_ms - 2000;
  status.word = HealthWord::abnormal;
  status.ready = false;
  status.kafka_reachable = false;
  status.topics = {{"mqtt.telemetry", false}, {"mqtt.telemetry.dead", false}};
  status.reasons = {"waiting for Kafka's answer about the topic mqtt.telemetry"};
  status.connections.clear();
  return status;
}

}  // namespace sluice::test
