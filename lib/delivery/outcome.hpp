// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sluice {

/// Sequence number of a message within its connection: 64 bit, starts at 0, never restarts, also not after a reconnect.
using Ticket = std::uint64_t;

/// What an attempt to deliver came to. The default is *not delivered*: forgetting an outcome can only repeat a message.
enum class Verdict {
  retry,     ///< the other side is away, the message is fine: send again after a back-off
  suspect,   ///< refused in the company of others: only a refusal alone counts, send again alone
  rejected,  ///< the message's own fault: sending again cannot help
  hold,      ///< the configuration is at fault: say so, try again slowly
  restart,   ///< the sink lost its state: it must be restarted and everything open sent again
  delivered  ///< safe: the only verdict that leads to an acknowledgement
};

struct Outcome {
  Verdict verdict = Verdict::retry;
  std::string_view code;  ///< name of the error, static storage; empty when delivered
  std::string reason;     ///< the sink's own sentence; empty when delivered
};

/// A record that came back, kept whole so that it can be sent again. What is inside is the sink's business.
class ReturnedRecord {
 public:
  virtual ~ReturnedRecord() = default;
};

/// An attempt that did not deliver; the record comes back with it.
struct Failure {
  Ticket ticket = 0;
  Outcome outcome;
  std::unique_ptr<ReturnedRecord> record;
};

/// What a sink reports at one time: the many successes as bare tickets, the few failures whole. Reused, so that
/// the usual case allocates nothing.
struct Reports {
  std::vector<Ticket> delivered;
  std::vector<Failure> failed;

  void clear() {
    delivered.clear();
    failed.clear();
  }
};

}  // namespace sluice
