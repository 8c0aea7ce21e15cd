// SPDX-License-Identifier: Apache-2.0
#include "delivery/burials.hpp"

namespace sluice {

void Burials::add(Ticket ticket, std::unique_ptr<ReturnedRecord> dead_letter) {
  tickets_.insert(ticket);
  queue_.add_new(ticket, std::move(dead_letter));
}

void Burials::delivered(Ticket ticket) {
  tickets_.erase(ticket);
  queue_.reported(ticket);
  if (troubled_.erase(ticket) > 0 && troubled_.empty()) queue_.recovered();
}

bool Burials::failed(Sink& sink, Failure& failure, TimePoint now) {
  if (failure.outcome.verdict == Verdict::rejected) {
    if (sink.shrink(*failure.record, failure.outcome)) {
      queue_.reported(failure.ticket);
      queue_.add_new(failure.ticket, std::move(failure.record));
      return false;
    }
    failure.outcome.verdict = Verdict::hold;
  }
  const bool is_trouble = failure.outcome.verdict != Verdict::suspect;
  if (is_trouble) troubled_.insert(failure.ticket);
  queue_.add(failure.ticket, failure.outcome.verdict, std::move(failure.record), now);
  return is_trouble;
}

void Burials::send(Sink& sink, TimePoint now) { queue_.resend(sink, now); }

}  // namespace sluice
