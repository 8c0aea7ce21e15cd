// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>

#include "delivery/retry_queue.hpp"
#include "delivery/sink.hpp"

namespace sluice {

/// Dead letters on their way, until each is as safe as a record: sent again without a limit of tries, made smaller when
/// refused for their size, kept when their place itself refuses them. Unlike what the pipeline sends again they hold up
/// nobody: new messages are taken meanwhile. Belongs to the connection's thread.
///
///     refused for good > dead letter > sent > delivered: the ticket may be settled
///                                       ^'--> too large: made smaller, sent at once
///                                       '---> anything else: waits, sent again
class Burials {
 public:
  explicit Burials(std::uint64_t seed) : queue_(seed) {}

  bool idle() const { return tickets_.empty(); }
  bool owns(Ticket ticket) const { return !tickets_.empty() && tickets_.contains(ticket); }

  /// The next `send` sends it.
  void add(Ticket ticket, std::unique_ptr<ReturnedRecord> dead_letter);
  /// The dead letter of `ticket` is safe: no longer ours.
  void delivered(Ticket ticket);
  /// The dead letter of a ticket came back. A refusal of its own that cannot be helped becomes Verdict::hold in
  /// `failure.outcome`: there is no place behind this one. False: it is only made smaller or sent alone, which is
  /// nobody's trouble.
  bool failed(Sink& sink, Failure& failure, TimePoint now);
  void send(Sink& sink, TimePoint now);

  /// Some came back and are not delivered yet.
  bool troubled() const { return !troubled_.empty(); }
  /// When `send` has something to do next.
  std::optional<TimePoint> due() const { return queue_.due(); }

 private:
  RetryQueue queue_;
  std::set<Ticket> tickets_;
  std::set<Ticket> troubled_;
};

}  // namespace sluice
