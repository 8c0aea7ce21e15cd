// SPDX-License-Identifier: Apache-2.0
#include "delivery/pipeline.hpp"

#include <algorithm>

namespace sluice {

Totals& Totals::operator+=(const Totals& other) {
  received += other.received;
  redelivered += other.redelivered;
  delivered += other.delivered;
  filtered += other.filtered;
  dead_lettered += other.dead_lettered;
  dropped += other.dropped;
  repeats += other.repeats;
  return *this;
}

Pipeline::Pipeline(Sink& sink, WindowLimits limits, OnRefused on_refused, Callbacks callbacks, std::uint64_t seed)
    : sink_(sink),
      window_(limits),
      retries_(seed),
      burials_(seed + 2),
      on_refused_(on_refused),
      callbacks_(std::move(callbacks)) {}

bool Pipeline::has_room(std::uint64_t bytes) const { return !broken() && retries_.idle() && window_.fits(bytes); }

std::optional<Pipeline::Admission> Pipeline::refuse_admission(const MqttMessage& message, std::uint64_t bytes) {
  if (window_.is_open(message.packet_id)) {
    ++totals_.repeats;
    return Admission::repeat;
  }
  if (!has_room(bytes)) return Admission::full;
  return std::nullopt;
}

Ticket Pipeline::admit(const MqttMessage& message, std::uint64_t bytes) {
  ++totals_.received;
  if (message.duplicated) ++totals_.redelivered;
  return window_.admit(message.packet_id, bytes);
}

Pipeline::Admission Pipeline::offer(const MqttMessage& message, std::uint64_t bytes) {
  if (const auto refused = refuse_admission(message, bytes)) return *refused;
  Submission submission = sink_.submit(message, window_.next_ticket());
  if (submission.kind == Submission::Kind::full) return Admission::full;

  const Ticket ticket = admit(message, bytes);
  if (submission.kind == Submission::Kind::dropped) {
    ++totals_.filtered;
    window_.settle(ticket);
  } else if (submission.kind == Submission::Kind::rejected) {
    RefusedMessage& refused = *submission.refused;
    give_up(ticket, {std::string(message.topic), std::move(refused.refusal.rejection)}, refused.refusal.attempts,
            [&](const Refusal& refusal) { return sink_.make_dead_letter(std::move(refused.record), refusal); });
  }
  return Admission::admitted;
}

Pipeline::Admission Pipeline::offer_head(const MqttMessage& head, const Digest& payload, Rejection rejection,
                                         std::uint64_t bytes) {
  if (const auto refused = refuse_admission(head, bytes)) return *refused;
  give_up(admit(head, bytes), {std::string(head.topic), std::move(rejection)}, 0,
          [&](const Refusal& refusal) { return sink_.make_dead_letter(head, payload, refusal); });
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
  burials_.send(sink_, now);
  tell_recoveries();
}

std::optional<TimePoint> Pipeline::due() const {
  if (window_.releasable()) return TimePoint{};
  const auto retry = retries_.due();
  const auto burial = burials_.due();
  if (retry && burial) return std::min(*retry, *burial);
  return retry ? retry : burial;
}

void Pipeline::settle_delivered(Ticket ticket) {
  window_.settle(ticket);
  if (burials_.owns(ticket)) {
    ++totals_.dead_lettered;
    burials_.delivered(ticket);
    return;
  }
  ++totals_.delivered;
  if (trouble_) retries_.reported(ticket);
}

void Pipeline::handle(Failure failure, TimePoint now) {
  if (burials_.owns(failure.ticket)) return handle_dead_letter(std::move(failure), now);
  if (failure.outcome.verdict == Verdict::rejected) {
    const std::uint32_t attempts = retries_.attempts(failure.ticket);
    retries_.reported(failure.ticket);
    give_up(failure.ticket, {{}, {Stage::kafka, std::string(failure.outcome.code), std::move(failure.outcome.reason)}},
            attempts,
            [&](const Refusal& refusal) { return sink_.make_dead_letter(std::move(failure.record), refusal); });
    return;
  }
  tell_trouble(trouble_, failure.outcome, Traffic::records);
  retries_.add(failure.ticket, failure.outcome.verdict, std::move(failure.record), now);
}

void Pipeline::handle_dead_letter(Failure failure, TimePoint now) {
  if (burials_.failed(sink_, failure, now)) tell_trouble(burial_trouble_, failure.outcome, Traffic::dead_letters);
}

void Pipeline::tell_trouble(std::optional<Verdict>& known, const Outcome& outcome, Traffic traffic) const {
  if (known == outcome.verdict) return;
  known = outcome.verdict;
  callbacks_.troubled(outcome, traffic);
}

void Pipeline::tell_recoveries() {
  if (trouble_ && retries_.idle()) {
    trouble_.reset();
    retries_.recovered();
    callbacks_.recovered(Traffic::records);
  }
  if (burial_trouble_ && !burials_.troubled()) {
    burial_trouble_.reset();
    callbacks_.recovered(Traffic::dead_letters);
  }
}

template <class MakeDeadLetter>
void Pipeline::give_up(Ticket ticket, Undeliverable undeliverable, std::uint32_t attempts,
                       MakeDeadLetter make_dead_letter) {
  callbacks_.undeliverable(undeliverable);
  switch (on_refused_) {
    case OnRefused::stop: ++undeliverable_; return;
    case OnRefused::drop:
      ++totals_.dropped;
      window_.settle(ticket);
      return;
    case OnRefused::bury:
      burials_.add(ticket, make_dead_letter(Refusal{std::move(undeliverable.rejection), attempts}));
      return;
  }
}

}  // namespace sluice
