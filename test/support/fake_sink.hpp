// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "delivery/sink.hpp"

namespace sluice::test {

/// A sink whose other side is the test: it says what becomes of each ticket, and when.
class FakeSink : public Sink {
 public:
  struct Record final : ReturnedRecord {
    explicit Record(std::string text) : topic(std::move(text)) {}
    std::string topic;
  };

  Submission submit(const MqttMessage& message, Ticket ticket) override {
    Submission result{answer};
    if (answer == Submission::Kind::rejected) {
      result.refused = std::make_unique<RefusedMessage>(RefusedMessage{
          {{Stage::mapping, "NO_TOPIC", "no topic"}, 0}, std::make_unique<Record>(std::string(message.topic))});
    }
    if (answer == Submission::Kind::pending) {
      open.push_back(ticket);
      log.push_back("submit " + std::to_string(ticket) + " " + std::string(message.topic));
    }
    return result;
  }

  bool resubmit(std::unique_ptr<ReturnedRecord>& record, Ticket ticket, Company company) override {
    if (answer == Submission::Kind::full) return false;
    open.push_back(ticket);
    log.push_back((company == Company::alone ? "alone " : "again ") + std::to_string(ticket) + " " +
                  dynamic_cast<Record&>(*record).topic);
    record.reset();
    return true;
  }

  void poll(Reports& reports) override {
    reports.delivered.insert(reports.delivered.end(), due.delivered.begin(), due.delivered.end());
    for (Failure& failure : due.failed) reports.failed.push_back(std::move(failure));
    due.clear();
  }

  std::optional<TimePoint> next_poll() const override { return asked_for; }

  void restart() override {
    log.emplace_back("restart");
    for (const Ticket ticket : open) fail(ticket, Verdict::retry, "_PURGE_QUEUE");
    open.clear();
  }

  std::unique_ptr<ReturnedRecord> make_dead_letter(std::unique_ptr<ReturnedRecord> refused,
                                                   const Refusal& refusal) override {
    auto& record = dynamic_cast<Record&>(*refused);
    record.topic += " dead of " + refusal.rejection.code + " after " + std::to_string(refusal.attempts);
    return refused;
  }
  std::unique_ptr<ReturnedRecord> make_dead_letter(const MqttMessage& head, const Digest& payload,
                                                   const Refusal& refusal) override {
    return std::make_unique<Record>(std::string(head.topic) + " of " + std::to_string(payload.bytes) + " dead of " +
                                    refusal.rejection.code);
  }
  bool shrink(ReturnedRecord& dead_letter, const Outcome& refusal) override {
    if (refusal.code != "TOO_LARGE" || shrinks_left == 0) return false;
    --shrinks_left;
    dynamic_cast<Record&>(dead_letter).topic = "smaller";
    return true;
  }

  // What the test says
  void deliver(Ticket ticket) {
    close(ticket);
    due.delivered.push_back(ticket);
  }
  void fail(Ticket ticket, Verdict verdict, std::string_view code) {
    due.failed.push_back({ticket, {verdict, code, "because"}, std::make_unique<Record>("t")});
  }
  void refuse(Ticket ticket, Verdict verdict, std::string_view code) {
    close(ticket);
    fail(ticket, verdict, code);
  }
  std::vector<std::string> take_log() { return std::exchange(log, {}); }

  int shrinks_left = 0;
  Submission::Kind answer = Submission::Kind::pending;
  std::vector<std::string> log;
  std::deque<Ticket> open;
  Reports due;
  std::optional<TimePoint> asked_for;  ///< without a report

 private:
  void close(Ticket ticket) { std::erase(open, ticket); }
};

}  // namespace sluice::test
