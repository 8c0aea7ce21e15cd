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
  recognised += other.recognised;
  received_bytes += other.received_bytes;
  pubacks += other.pubacks;
  return *this;
}

Pipeline::Pipeline(Sink& sink, Rules rules, Callbacks callbacks, std::uint64_t seed, Tracer* tracer)
    : sink_(sink),
      window_(rules.limits),
      retries_(seed),
      burials_(seed + 2),
      carry_over_(rules.avoid_duplicates),
      times_(std::move(rules.times), rules.limits.messages),
      on_refused_(rules.on_refused),
      callbacks_(std::move(callbacks)),
      tracer_(tracer) {}

bool Pipeline::has_room(std::uint64_t bytes) const { return !broken() && retries_.idle() && window_.fits(bytes); }

inline std::optional<Pipeline::Admission> Pipeline::refuse_admission(const MqttMessage& message, std::uint64_t bytes) {
  if (window_.is_open(message.packet_id)) {
    ++totals_.repeats;
    return Admission::repeat;
  }
  if (!has_room(bytes)) return Admission::full;
  return std::nullopt;
}

Ticket Pipeline::admit(const MqttMessage& message, std::uint64_t bytes, const std::optional<ContentHash>& content) {
  ++totals_.received;
  totals_.received_bytes += bytes;
  if (message.duplicated) ++totals_.redelivered;
  const Ticket ticket = window_.admit(message.packet_id, bytes);
  times_.admitted(ticket, message);
  if (content) carry_over_.admitted(message.packet_id, ticket, *content);
  return ticket;
}

std::optional<ContentHash> Pipeline::content_of(const MqttMessage& message, const Digest* payload) {
  if (!carry_over_.on() || message.packet_id == 0) return std::nullopt;
  return payload == nullptr ? carry_over_.hash(message) : carry_over_.hash(message, *payload);
}

bool Pipeline::carry_over(const MqttMessage& message, const std::optional<ContentHash>& content) {
  if (!content) return false;
  const auto old = carry_over_.recognise(message, *content);
  if (!old) return false;
  ++totals_.recognised;
  // Its bytes are those of the first time.
  const Ticket fresh = window_.admit(message.packet_id, 0);
  times_.admitted(fresh, message);
  carry_over_.admitted(message.packet_id, fresh, *content);
  if (window_.is_settled(*old)) {
    settle(fresh);
  } else {
    carry_over_.tie(*old, fresh);
  }
  return true;
}

std::string_view Pipeline::to_text(OnRefused what) {
  switch (what) {
    case OnRefused::stop: return "undeliverable";
    case OnRefused::drop: return "dropped";
    case OnRefused::bury: return "dead_letter";
  }
  return "";
}

void Pipeline::settle(Ticket ticket) {
  window_.settle(ticket);
  for (auto next = carry_over_.take_follower(ticket); next; next = carry_over_.take_follower(*next)) {
    window_.settle(*next);
  }
}

void Pipeline::release(std::vector<std::uint16_t>& packet_ids) {
  const std::size_t before = packet_ids.size();
  window_.release(packet_ids);
  totals_.pubacks += packet_ids.size() - before;
  if (tracer_ != nullptr) tracer_->released(window_.oldest());
  if (!carry_over_.on()) return;
  for (std::size_t i = before; i < packet_ids.size(); ++i) carry_over_.acknowledged(packet_ids[i]);
}

void Pipeline::end_epoch() {
  window_.end_epoch();
  if (tracer_ != nullptr) tracer_->end_epoch();
  carry_over_.end();
}

Pipeline::Admission Pipeline::offer(const MqttMessage& message, std::uint64_t bytes) {
  if (const auto refused = refuse_admission(message, bytes)) return *refused;
  std::optional<ContentHash> content;
  if (carry_over_.on()) {
    content = content_of(message);
    if (carry_over(message, content)) return Admission::admitted;
  }
  Submission submission = tracer_ == nullptr ? sink_.submit(message, window_.next_ticket()) : submit_traced(message);
  if (submission.kind == Submission::Kind::full) return Admission::full;

  const Ticket ticket = admit(message, bytes, content);
  if (submission.kind == Submission::Kind::dropped) {
    ++totals_.filtered;
    settle(ticket);
  } else if (submission.kind == Submission::Kind::rejected) {
    RefusedMessage& refused = *submission.refused;
    give_up(ticket, {std::string(message.topic), std::move(refused.refusal.rejection)}, refused.refusal.attempts,
            [&](const Refusal& refusal) { return sink_.make_dead_letter(std::move(refused.record), refusal); });
  }
  return Admission::admitted;
}

Submission Pipeline::submit_traced(const MqttMessage& message) {
  const Ticket ticket = window_.next_ticket();
  if (!tracer_->begin(message, ticket)) return sink_.submit(message, ticket);
  SubmissionNotes notes;
  Submission submission = sink_.submit_traced(message, ticket, notes);
  tracer_->submitted(std::move(notes), submission.kind);
  return submission;
}

Pipeline::Admission Pipeline::offer_head(const MqttMessage& head, const Digest& payload, Rejection rejection,
                                         std::uint64_t bytes) {
  if (const auto refused = refuse_admission(head, bytes)) return *refused;
  const auto content = content_of(head, &payload);
  if (carry_over(head, content)) return Admission::admitted;
  if (tracer_ != nullptr) tracer_->begin(head, window_.next_ticket());
  give_up(admit(head, bytes, content), {std::string(head.topic), std::move(rejection)}, 0,
          [&](const Refusal& refusal) { return sink_.make_dead_letter(head, payload, refusal); });
  return Admission::admitted;
}

void Pipeline::poll(TimePoint now) {
  sink_.poll(reports_);
  times_.begin_round();
  if (tracer_ != nullptr) tracer_->reported(reports_);
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
  std::optional<TimePoint> first;
  for (const auto& due : {retries_.due(), burials_.due(), sink_.next_poll()}) {
    if (due && (!first || *due < *first)) first = due;
  }
  return first;
}

void Pipeline::settle_delivered(Ticket ticket) {
  settle(ticket);
  if (burials_.owns(ticket)) {
    ++totals_.dead_lettered;
    burials_.delivered(ticket);
    return;
  }
  ++totals_.delivered;
  times_.delivered(ticket);
  if (trouble_.any()) retries_.reported(ticket);
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

// A suspect is nobody's trouble: what it comes to is told when it was refused alone. Else whoever publishes what Kafka
// refuses would write our log.
// Records of one wave may come back for different causes: each is told once, and what needs an operator is the last
// word.
void Pipeline::tell_trouble(Trouble& known, const Outcome& outcome, Traffic traffic) const {
  const auto verdict = static_cast<std::size_t>(outcome.verdict);
  if (known[verdict] || known[static_cast<std::size_t>(Verdict::hold)]) return;
  known.set(verdict);
  if (outcome.verdict != Verdict::suspect) callbacks_.troubled(outcome, traffic);
}

void Pipeline::tell_recoveries() {
  if (trouble_.any() && retries_.idle()) {
    const bool was_told = trouble_.reset(static_cast<std::size_t>(Verdict::suspect)).any();
    trouble_.reset();
    retries_.recovered();
    if (was_told) callbacks_.recovered(Traffic::records);
  }
  if (burial_trouble_.any() && !burials_.troubled()) {
    burial_trouble_.reset();
    callbacks_.recovered(Traffic::dead_letters);
  }
}

template <class MakeDeadLetter>
void Pipeline::give_up(Ticket ticket, Undeliverable undeliverable, std::uint32_t attempts,
                       MakeDeadLetter make_dead_letter) {
  callbacks_.undeliverable(undeliverable);
  if (tracer_ != nullptr) tracer_->refused(ticket, undeliverable.rejection.code, to_text(on_refused_));
  switch (on_refused_) {
    case OnRefused::stop:
      for (auto tied = std::optional(ticket); tied; tied = carry_over_.follower(*tied)) ++undeliverable_;
      return;
    case OnRefused::drop:
      ++totals_.dropped;
      settle(ticket);
      return;
    case OnRefused::bury:
      burials_.add(ticket, make_dead_letter(Refusal{std::move(undeliverable.rejection), attempts}));
      return;
  }
}

}  // namespace sluice
