// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>

#include "core/backoff.hpp"
#include "delivery/sink.hpp"

namespace sluice {

/// Records that came back and will be sent again, in the order of receipt, until they are delivered or refused for
/// good. MQTT 5 does not send again on a live connection, so this is ours to do, without a limit of tries.
/// Belongs to the connection's thread.
class RetryQueue {
 public:
  explicit RetryQueue(std::uint64_t seed);

  /// Takes a record that came back with a verdict that asks for another try.
  void add(Ticket ticket, Verdict verdict, std::unique_ptr<ReturnedRecord> record, TimePoint now);
  /// Takes a record that was never sent: the next `resend` sends it, unless what came back has to wait.
  void add_new(Ticket ticket, std::unique_ptr<ReturnedRecord> record);
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
  /// How often a ticket whose report has just come was sent; 1 when it never came back before.
  std::uint32_t attempts(Ticket ticket) const;

 private:
  struct Waiting {
    Company company;
    std::unique_ptr<ReturnedRecord> record;
    std::uint32_t attempts;  ///< so far
  };

  std::map<Ticket, Waiting> waiting_;
  std::map<Ticket, std::uint32_t> underway_;  ///< with the attempts made
  TimePoint not_before_{};
  Backoff usual_;  ///< the other side is away
  Backoff slow_;   ///< the configuration is at fault
};

}  // namespace sluice
