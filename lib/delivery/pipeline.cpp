// SPDX-License-Identifier: Apache-2.0
#include "delivery/pipeline.hpp"

namespace sluice {

Totals& Totals::operator+=(const Totals& other) {
  received += other.received;
  redelivered += other.redelivered;
  delivered += other.delivered;
  filtered += other.filtered;
  repeats += other.repeats;
  return *this;
}

Pipeline::Pipeline(Sink& sink, WindowLimits limits, Callbacks callbacks, std::uint64_t seed)
    : sink_(sink), window_(limits), retries_(seed), callbacks_(std::move(callbacks)) {}

bool Pipeline::has_room(std::uint64_t bytes) const { return !broken() && retries_.idle() && window_.fits(bytes); }

Pipeline::Admission Pipeline::offer(const MqttMessage& message, std::uint64_t bytes) {
  if (window_.is_open(message.packet_id)) {
    ++totals_.repeats;
    return Admission::repeat;
  }
  if (!has_room(bytes)) return Admission::full;

  Submission submission = sink_.submit(message, window_.next_ticket());
  if (submission.kind == Submission::Kind::full) return Admission::full;

  const Ticket ticket = window_.admit(message.packet_id, bytes);
  ++totals_.received;
  if (message.duplicated) ++totals_.redelivered;
  if (submission.kind == Submission::Kind::dropped) {
    ++totals_.filtered;
    window_.settle(ticket);
  } else if (submission.kind == Submission::Kind::rejected) {
    give_up({std::string(message.topic), std::move(submission.rejection)});
  }
  return Admission::admitted;
}

void Pipeline::poll(TimePoint now) {
  sink_.poll(reports_);
  for (const Ticket ticket : reports_.delivered) settle_delivered(ticket);
  bool restart = false;
  for (Failure& failure : reports_.failed) {
    restart = restart || failure.outcome.verdict == Verdict::restart;
    handle(std::move(failure), now);
  }
  reports_.clear();
  // What was on its way comes back by the next poll; sending before that would change the order.
  if (restart) {
    sink_.restart();
    return;
  }
  retries_.resend(sink_, now);
  if (trouble_ && retries_.idle()) {
    trouble_.reset();
    retries_.recovered();
    callbacks_.recovered();
  }
}

void Pipeline::settle_delivered(Ticket ticket) {
  ++totals_.delivered;
  window_.settle(ticket);
  if (trouble_) retries_.reported(ticket);
}

void Pipeline::handle(Failure failure, TimePoint now) {
  if (failure.outcome.verdict == Verdict::rejected) {
    retries_.reported(failure.ticket);
    give_up({{}, {Stage::kafka, std::string(failure.outcome.code), std::move(failure.outcome.reason)}});
    return;
  }
  if (trouble_ != failure.outcome.verdict) {
    trouble_ = failure.outcome.verdict;
    callbacks_.troubled(failure.outcome);
  }
  retries_.add(std::move(failure), now);
}

void Pipeline::give_up(Undeliverable undeliverable) {
  ++undeliverable_;
  callbacks_.undeliverable(undeliverable);
}

}  // namespace sluice
