// SPDX-License-Identifier: Apache-2.0
#include "delivery/retry_queue.hpp"

#include <algorithm>

namespace sluice {

using namespace std::chrono_literals;

namespace {

/// A sink without room says so by reports; this only keeps a silent one from being asked without end.
constexpr Millis no_room_pause = 50ms;

}  // namespace

RetryQueue::RetryQueue(std::uint64_t seed) : usual_(100ms, 5s, seed), slow_(5s, 60s, seed + 1) {}

void RetryQueue::add(Ticket ticket, Verdict verdict, std::unique_ptr<ReturnedRecord> record, TimePoint now) {
  const std::uint32_t attempts_made = attempts(ticket);
  underway_.erase(ticket);
  // One back-off per wave of failures: a thousand records that come back together wait once, not a thousand times.
  const bool first_of_wave = not_before_ <= now;
  // A state that is lost again and again must not keep us busy with making producers.
  const bool is_usual = verdict == Verdict::retry || verdict == Verdict::restart;
  if (first_of_wave && is_usual) not_before_ = now + usual_.next();
  if (verdict == Verdict::hold) not_before_ = std::max(not_before_, first_of_wave ? now + slow_.next() : not_before_);
  const Company company = verdict == Verdict::suspect ? Company::alone : Company::shared;
  waiting_.insert_or_assign(ticket, Waiting{company, std::move(record), attempts_made});
}

void RetryQueue::add_new(Ticket ticket, std::unique_ptr<ReturnedRecord> record) {
  waiting_.insert_or_assign(ticket, Waiting{Company::shared, std::move(record), 0});
}

void RetryQueue::resend(Sink& sink, TimePoint now) {
  if (now < not_before_) return;
  while (!waiting_.empty()) {
    const auto first = waiting_.begin();
    Waiting& waiting = first->second;
    if (!sink.resubmit(waiting.record, first->first, waiting.company)) {
      not_before_ = now + no_room_pause;
      return;
    }
    underway_.insert_or_assign(first->first, waiting.attempts + 1);
    waiting_.erase(first);
  }
}

std::optional<TimePoint> RetryQueue::due() const {
  if (waiting_.empty()) return std::nullopt;
  return not_before_;
}

std::uint32_t RetryQueue::attempts(Ticket ticket) const {
  const auto found = underway_.find(ticket);
  return found == underway_.end() ? 1 : found->second;
}

}  // namespace sluice
