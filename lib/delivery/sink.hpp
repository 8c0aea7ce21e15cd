// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/sha256.hpp"
#include "delivery/outcome.hpp"
#include "mapping/mqtt_message.hpp"
#include "mapping/rejection.hpp"

namespace sluice {

/// Why a message is refused for good.
struct Refusal {
  Rejection rejection;
  std::uint32_t attempts = 0;  ///< how often the other side was asked to take it
};

struct RefusedMessage {
  Refusal refusal;
  /// What the sink made of the message, as far as it came, for `make_dead_letter`.
  std::unique_ptr<ReturnedRecord> record;
};

/// What became of a message that was handed to the sink.
struct Submission {
  enum class Kind {
    pending,   ///< taken: exactly one report follows
    dropped,   ///< the configured filter does not want it: settled at once
    rejected,  ///< its own fault, known at once; no report follows
    full,      ///< no room or not allowed now: not taken, offer it again after the next reports
  };
  Kind kind = Kind::full;
  std::unique_ptr<RefusedMessage> refused{};  ///< with `rejected`; else it costs nothing
};

/// What a sink notes of a message that is traced.
struct SubmissionNotes {
  std::string destination;  ///< where to, as the sink names it: a Kafka topic
  TimePoint mapped{};       ///< when that was decided; not set when it was not
};

/// How a returned record is sent again.
enum class Company {
  shared,  ///< batched with others
  alone    ///< in a batch of its own, so that a refusal is its own
};

/// Where messages go. It owns its mapping: it takes the message and its ticket, not a record.
/// All calls come from the connection's thread; none of them blocks.
///
/// What is refused for good is buried: `make_dead_letter` turns it into a record for the place where an operator looks,
/// and that is sent by `resubmit` and reported by `poll` like any other record. A sink without such a place is never
/// asked for one.
class Sink {
 public:
  virtual ~Sink() = default;

  virtual Submission submit(const MqttMessage& message, Ticket ticket) = 0;
  /// The same of a message that is traced.
  virtual Submission submit_traced(const MqttMessage& message, Ticket ticket, SubmissionNotes& /*notes*/) {
    return submit(message, ticket);
  }

  /// Sends a returned record, or a dead letter. False: no room now, `record` is untouched.
  virtual bool resubmit(std::unique_ptr<ReturnedRecord>& record, Ticket ticket, Company company) = 0;

  /// Appends the reports that are due.
  virtual void poll(Reports& reports) = 0;
  /// When `poll` must be called at the latest although the sink asks for nothing; may change by any other call.
  virtual std::optional<TimePoint> next_poll() const { return std::nullopt; }

  /// Gives up the state that was lost and starts afresh. Whatever was on its way comes back through `poll`
  /// with Verdict::retry, before anything sent afterwards.
  virtual void restart() = 0;

  /// Of a record that was refused for good. Sends nothing.
  virtual std::unique_ptr<ReturnedRecord> make_dead_letter(std::unique_ptr<ReturnedRecord> refused,
                                                           const Refusal& refusal) = 0;
  /// Of a message of which only the head is here: `head.payload` is its beginning, `payload` tells of the whole.
  virtual std::unique_ptr<ReturnedRecord> make_dead_letter(const MqttMessage& head, const Digest& payload,
                                                           const Refusal& refusal) = 0;
  /// A dead letter was refused itself. Makes it smaller; false: that would not help.
  virtual bool shrink(ReturnedRecord& dead_letter, const Outcome& refusal) = 0;
};

}  // namespace sluice
