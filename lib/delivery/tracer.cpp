// SPDX-License-Identifier: Apache-2.0
#include "delivery/tracer.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "mapping/topic_filter.hpp"

namespace sluice {

using namespace std::chrono_literals;

namespace {

std::int64_t us_between(TimePoint from, TimePoint to) {
  return std::chrono::duration_cast<std::chrono::microseconds>(to - from).count();
}

/// Brokers append theirs after the publisher's own: the last one counts.
std::string_view last_property(const MqttMessage& message, std::string_view name) {
  std::string_view value;
  if (name.empty()) return value;
  for (const UserProperty& property : message.user_properties) {
    if (property.name == name) value = property.value;
  }
  return value;
}

}  // namespace

Tracer::Clocks Tracer::system_clocks() {
  return {[] { return Clock::now(); },
          [] {
            const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
            return std::chrono::duration_cast<Millis>(since_epoch).count();
          }};
}

Tracer::Tracer(const TraceConfig& config, std::string client_id, std::string message_id_property, EventSink& events,
               Clocks clocks)
    : config_(config),
      client_id_(std::move(client_id)),
      message_id_property_(std::move(message_id_property)),
      events_(events),
      clocks_(std::move(clocks)) {}

bool Tracer::is_chosen(const MqttMessage& message, Ticket ticket) const {
  if (!config_.filter.empty()) return topic_matches(config_.filter, message.topic);
  if (config_.rate >= 1) return true;
  // The fraction of ticket * rate in units of 2^-64, which is what an overflow leaves.
  const auto step = static_cast<std::uint64_t>(std::ldexp(config_.rate, 64));
  return ticket * step < step;
}

bool Tracer::has_room(TimePoint now) {
  if (now >= second_begin_ + 1s) {
    second_begin_ = now;
    begun_ = 0;
  }
  if (begun_ == begun_per_second_max || open_.size() == open_max) {
    ++kept_quiet_;
    return false;
  }
  ++begun_;
  return true;
}

bool Tracer::begin(const MqttMessage& message, Ticket ticket) {
  // There was no room for it, or for another one before the connection was lost.
  const bool is_offered_again = !open_.empty() && open_.back().ticket == ticket;
  if (is_offered_again) open_.pop_back();
  if (!is_chosen(message, ticket)) return false;
  const TimePoint now = clocks_.now();
  if (!is_offered_again && !has_room(now)) return false;

  Trace& trace = open_.emplace_back();
  trace.ticket = ticket;
  trace.admitted = now;
  trace.facts.client_id = client_id_;
  trace.facts.topic = message.topic;
  trace.facts.packet_id = message.packet_id;
  trace.facts.message_id = last_property(message, message_id_property_);
  trace.facts.traceparent = last_property(message, "traceparent");
  trace.facts.outcome = "open";
  trace.facts.received_ms = message.received_ms;
  trace.facts.admitted_ms = clocks_.epoch_ms();
  return true;
}

void Tracer::submitted(SubmissionNotes notes, Submission::Kind kind) {
  Trace& trace = open_.back();
  trace.facts.kafka_topic = std::move(notes.destination);
  if (notes.mapped != TimePoint{}) trace.facts.mapped_us = us_between(trace.admitted, notes.mapped);
  if (kind == Submission::Kind::pending) trace.facts.produced_us = us_between(trace.admitted, clocks_.now());
  if (kind == Submission::Kind::dropped) trace.facts.outcome = "filtered";
}

Tracer::Trace* Tracer::find(Ticket ticket) {
  const auto at = std::lower_bound(open_.begin(), open_.end(), ticket,
                                   [](const Trace& trace, Ticket wanted) { return trace.ticket < wanted; });
  return at != open_.end() && at->ticket == ticket ? &*at : nullptr;
}

void Tracer::refused(Ticket ticket, std::string_view code, std::string_view outcome) {
  Trace* const trace = find(ticket);
  if (trace == nullptr) return;
  trace->facts.code = code;
  trace->facts.outcome = outcome;
}

void Tracer::reported(const Reports& reports) {
  if (open_.empty()) return;
  for (const Ticket ticket : reports.delivered) {
    Trace* const trace = find(ticket);
    if (trace == nullptr) continue;
    trace->facts.kafka_us = us_between(trace->admitted, clocks_.now());
    // Of a refused one it was the dead letter.
    if (trace->facts.code.empty()) trace->facts.outcome = "delivered";
  }
  for (const Failure& failure : reports.failed) {
    if (Trace* const trace = find(failure.ticket)) ++trace->facts.failures;
  }
}

void Tracer::released(Ticket oldest) {
  while (!open_.empty() && open_.front().ticket < oldest) {
    Trace& trace = open_.front();
    if (trace.facts.packet_id != 0 && !trace.facts.unacknowledged) {
      trace.facts.puback_us = us_between(trace.admitted, clocks_.now());
    }
    tell(trace);
    open_.pop_front();
  }
}

void Tracer::end_epoch() {
  for (Trace& trace : open_) trace.facts.unacknowledged = trace.facts.packet_id != 0;
}

void Tracer::finish() {
  for (Trace& trace : open_) tell(trace);
  open_.clear();
  if (kept_quiet_ > 0) events_.emit(traces_kept_quiet(client_id_, std::exchange(kept_quiet_, 0)));
}

void Tracer::tell(Trace& trace) {
  trace.facts.kept_quiet = std::exchange(kept_quiet_, 0);
  events_.emit(traced(trace.facts));
}

}  // namespace sluice
