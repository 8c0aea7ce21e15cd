// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>

#include "core/backoff.hpp"
#include "delivery/sink.hpp"

namespace sluice {

/// Records that came back and will be sent again, in the order of receipt, until they are delivered or refused for
/// good. MQTT 5 does not send again on a live connection, so this is ours to do, without a limit of tries.
/// Belongs to the connection's thread.
class RetryQueue {
 public:
  explicit RetryQueue(std::uint64_t seed);

  /// Takes a failure whose verdict asks for another try.
  void add(Failure failure, TimePoint now);
  /// A ticket's report came: it is no longer on its second way. Harmless for tickets never sent again.
  void reported(Ticket ticket) { underway_.erase(ticket); }
  /// Everything sent again was delivered or is queued anew: the wait starts small again.
  void recovered() {
    usual_.reset();
    slow_.reset();
  }

  /// Sends what is due; stops at the first that the sink has no room for.
  void resend(Sink& sink, TimePoint now);

  /// Nothing waits and nothing is on its second way. New messages must not overtake: none is taken until then.
  bool idle() const { return waiting_.empty() && underway_.empty(); }
  /// When `resend` has something to do next.
  std::optional<TimePoint> due() const;

 private:
  struct Waiting {
    Company company;
    std::unique_ptr<ReturnedRecord> record;
  };

  std::map<Ticket, Waiting> waiting_;
  std::set<Ticket> underway_;
  TimePoint not_before_{};
  Backoff usual_;  ///< the other side is away
  Backoff slow_;   ///< the configuration is at fault
};

}  // namespace sluice
