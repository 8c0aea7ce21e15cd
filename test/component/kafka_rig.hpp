// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <poll.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "kafka/record_sink.hpp"
#include "support/mock_kafka.hpp"

namespace sluice::test {

/// Keeps what was emitted.
struct EventRecorder final : EventSink {
  void emit(const Event& event) override { events.push_back(event); }
  const Event* find(std::string_view name) const {
    for (const Event& event : events) {
      if (event.name == name) return &event;
    }
    return nullptr;
  }
  std::size_t count(std::string_view name) const {
    std::size_t sum = 0;
    for (const Event& event : events) sum += event.name == name ? 1U : 0U;
    return sum;
  }
  std::vector<Event> events;
};

inline Config kafka_config(std::vector<std::string> brokers) {
  Config config;
  config.task = "plant";
  config.mqtt.client_id = "plant-host";
  config.kafka.brokers = std::move(brokers);
  config.mapping.topic = "telemetry";
  config.mapping.task = "plant";
  return config;
}

/// A sink with what it reported, and the check that no ticket is reported twice without being sent again.
class SinkRig {
 public:
  explicit SinkRig(const Config& config, TopicRegistry* topics = nullptr) {
    auto mapper = Mapper::compile(config.mapping);
    REQUIRE(mapper);
    auto made = RecordSink::create(std::move(*mapper), config, 0, events, topics);
    if (!made) FAIL(made.error());
    sink = std::move(*made);
  }

  /// Hands over messages `first` ... `first + count - 1`; the payload is the ticket's number.
  void submit(Ticket first, std::size_t count) { REQUIRE(submit_up_to(first, count) == count); }

  /// The same, but ends at the first that the sink does not take now; returns how many it took.
  std::size_t submit_up_to(Ticket first, std::size_t count) {
    for (Ticket ticket = first; ticket < first + count; ++ticket) {
      const std::string payload = std::to_string(ticket);
      MqttMessage message;
      message.topic = "plant/1";
      message.payload = payload;
      message.qos = 1;
      message.packet_id = 1;
      const Submission::Kind kind = submit(message, ticket);
      if (kind == Submission::Kind::full) return static_cast<std::size_t>(ticket - first);
      REQUIRE(kind == Submission::Kind::pending);
    }
    return count;
  }

  Submission::Kind submit(const MqttMessage& message, Ticket ticket) {
    submission = sink->submit(message, ticket);
    if (submission.kind == Submission::Kind::pending) REQUIRE(open.insert(ticket).second);
    return submission.kind;
  }

  /// Sends the failures again, in order of their tickets, up to the first that is not taken now.
  void resubmit_all(Company company) {
    while (!failed.empty()) {
      const auto first = failed.begin();
      if (!sink->resubmit(first->second.record, first->first, company)) return;
      if (first->second.record || !open.insert(first->first).second) FAIL("taken, but not as promised");
      failed.erase(first);
    }
  }

  /// One round: waits for the event descriptor, or the time that the sink names, then polls. False: nothing happened in
  /// time.
  bool round(std::chrono::milliseconds wait) {
    pollfd descriptor{sink->event_fd(), POLLIN, 0};
    const auto due = sink->next_poll();
    if (due) wait = std::clamp(std::chrono::ceil<std::chrono::milliseconds>(*due - Clock::now()), Millis(0), wait);
    if (::poll(&descriptor, 1, static_cast<int>(wait.count())) != 1 && !(due && *due <= Clock::now())) return false;
    take_reports();
    return true;
  }

  void take_reports() {
    sink->poll(reports);
    for (const Ticket ticket : reports.delivered) {
      REQUIRE(open.erase(ticket) == 1);  // exactly one report for each that was taken
      delivered.push_back(ticket);
    }
    for (Failure& failure : reports.failed) {
      REQUIRE(open.erase(failure.ticket) == 1);
      REQUIRE(failure.record != nullptr);
      REQUIRE(failed.emplace(failure.ticket, std::move(failure)).second);
    }
    reports.clear();
    CHECK(sink->open() == open.size());
  }

  /// Rounds until the condition holds; false at the deadline.
  bool until(const std::function<bool()>& condition, std::chrono::milliseconds within = std::chrono::seconds(20)) {
    const auto deadline = std::chrono::steady_clock::now() + within;
    while (!condition()) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
      if (left.count() <= 0) return false;
      round(left);
    }
    return true;
  }

  bool until_reported() {
    return until([this] { return open.empty(); });
  }

  EventRecorder events;
  std::unique_ptr<RecordSink> sink;
  Submission submission;
  Reports reports;
  std::set<Ticket> open;
  std::vector<Ticket> delivered;
  std::map<Ticket, Failure> failed;
};

/// The payloads of records, as the numbers that they are.
inline std::vector<Ticket> numbers(const std::vector<ReadRecord>& records) {
  std::vector<Ticket> all;
  for (const ReadRecord& record : records) all.push_back(std::stoull(record.value.value()));
  return all;
}

inline std::vector<Ticket> count_from_zero(std::size_t count) {
  std::vector<Ticket> all;
  for (Ticket ticket = 0; ticket < count; ++ticket) all.push_back(ticket);
  return all;
}

}  // namespace sluice::test
