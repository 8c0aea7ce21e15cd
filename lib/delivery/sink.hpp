// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "delivery/outcome.hpp"
#include "mapping/mqtt_message.hpp"
#include "mapping/rejection.hpp"

namespace sluice {

/// What became of a message that was handed to the sink.
struct Submission {
  enum class Kind {
    pending,   ///< taken: exactly one report follows
    dropped,   ///< the configured filter does not want it: settled at once
    rejected,  ///< its own fault, known at once: `rejection` says why; no report follows
    full,      ///< no room or not allowed now: not taken, offer it again after the next reports
  };
  Kind kind = Kind::full;
  Rejection rejection{};
};

/// How a returned record is sent again.
enum class Company {
  shared,  ///< batched with others
  alone    ///< in a batch of its own, so that a refusal is its own
};

/// Where messages go. It owns its mapping: it takes the message and its ticket, not a record.
/// All calls come from the connection's thread; none of them blocks.
class Sink {
 public:
  virtual ~Sink() = default;

  virtual Submission submit(const MqttMessage& message, Ticket ticket) = 0;

  /// Sends a returned record again. False: no room now, `record` is untouched.
  virtual bool resubmit(std::unique_ptr<ReturnedRecord>& record, Ticket ticket, Company company) = 0;

  /// Appends the reports that are due.
  virtual void poll(Reports& reports) = 0;

  /// Gives up the state that was lost and starts afresh. Whatever was on its way comes back through `poll`
  /// with Verdict::retry, before anything sent afterwards.
  virtual void restart() = 0;
};

}  // namespace sluice
