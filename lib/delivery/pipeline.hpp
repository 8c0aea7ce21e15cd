// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <cstddef>
#include <functional>
#include <optional>

#include "delivery/burials.hpp"
#include "delivery/carry_over.hpp"
#include "delivery/delivery_times.hpp"
#include "delivery/retry_queue.hpp"
#include "delivery/sink.hpp"
#include "delivery/tracer.hpp"
#include "delivery/window.hpp"

namespace sluice {

/// Counters of one connection since the start of the process.
struct Totals {
  std::uint64_t received = 0;
  std::uint64_t redelivered = 0;  ///< of those, with the DUP flag
  std::uint64_t delivered = 0;
  std::uint64_t filtered = 0;
  std::uint64_t dead_lettered = 0;   ///< refused for good; their dead letters are safe
  std::uint64_t dropped = 0;         ///< refused for good; acknowledged and gone, as configured
  std::uint64_t repeats = 0;         ///< sent again by the broker while still unacknowledged: neither record nor PUBACK
  std::uint64_t recognised = 0;      ///< sent again after a reconnect and tied to the record of the first time
  std::uint64_t received_bytes = 0;  ///< on the wire; of oversized messages what was kept
  std::uint64_t pubacks = 0;

  Totals& operator+=(const Totals& other);
};

/// What becomes of a message that is refused for good.
enum class OnRefused {
  stop,  ///< it stays unacknowledged, and nothing more is admitted
  drop,  ///< it is acknowledged, and gone
  bury   ///< the sink makes a dead letter of it; acknowledged when that is safe
};

/// A message that can never be delivered.
struct Undeliverable {
  std::string topic;  ///< empty when only the record is left, not the message
  Rejection rejection;
};

/// Brings one message after the other through admit, map, submit, settle; says which may be acknowledged.
/// Owns no library thread; belongs to the connection's thread.
class Pipeline {
 public:
  enum class Admission {
    admitted,  ///< taken; its packet id will be released once
    repeat,    ///< already open on this connection: passed over
    full       ///< no room now: do not read on; offer it again after `poll` made room
  };

  enum class Traffic { records, dead_letters };

  struct Callbacks {
    /// A refusal for good, once for each message.
    std::function<void(const Undeliverable&)> undeliverable;
    /// Records, or dead letters, come back and are sent again; called once per kind of trouble until `recovered`, not
    /// for a suspect.
    std::function<void(const Outcome&, Traffic)> troubled;
    std::function<void(Traffic)> recovered;
  };

  /// What is chosen by the configuration.
  struct Rules {
    WindowLimits limits;
    OnRefused on_refused = OnRefused::stop;
    bool avoid_duplicates = false;  ///< recognise what comes again after a reconnect, see `CarryOver`
    DeliveryTimes::Rules times{};
  };

  /// `tracer`: null, or one that outlives the pipeline.
  Pipeline(Sink& sink, Rules rules, Callbacks callbacks, std::uint64_t seed, Tracer* tracer = nullptr);

  /// Cheap check before a packet is read whole: `bytes` is its size on the wire.
  bool has_room(std::uint64_t bytes) const;
  Admission offer(const MqttMessage& message, std::uint64_t bytes);
  /// A message that was refused before the sink and of which only the head is here (see `Sink::make_dead_letter`).
  /// `bytes`: of the head.
  Admission offer_head(const MqttMessage& head, const Digest& payload, Rejection rejection, std::uint64_t bytes);

  /// Takes the sink's reports and sends again what is due.
  void poll(TimePoint now);
  /// Appends the packet ids to acknowledge now, in order of receipt.
  void release(std::vector<std::uint16_t>& packet_ids);
  /// When `poll` and `release` must be called at the latest although no report came.
  std::optional<TimePoint> due() const;
  /// Whether an `offer` that was not answered by `full` may have changed `due`: hardly ever, nearly every message waits
  /// for its report.
  bool is_due_by_itself() const { return window_.releasable() || !burials_.idle(); }

  /// A connection is up, before its first message; `same_session`: the broker continues that of the last connection.
  void begin_epoch(bool same_session) { carry_over_.begin(same_session); }
  /// A connection is gone, or an attempt: what is released from now on cannot be acknowledged any more.
  void end_epoch();

  const Window& window() const { return window_; }
  const Totals& totals() const { return totals_; }
  const DeliveryTimes& times() const { return times_; }
  /// A message turned out undeliverable: nothing more is admitted, what is on its way still comes to its end.
  bool broken() const { return undeliverable_ > 0; }
  /// Nothing is on its way any more, nor waits for `release`; with `broken`, the undeliverable ones stay
  /// unacknowledged.
  bool at_rest() const { return window_.unsettled() == undeliverable_ && !window_.releasable(); }

 private:
  std::optional<Admission> refuse_admission(const MqttMessage& message, std::uint64_t bytes);
  static std::string_view to_text(OnRefused what);
  Submission submit_traced(const MqttMessage& message);
  /// With the content of the message where it is wanted.
  Ticket admit(const MqttMessage& message, std::uint64_t bytes, const std::optional<ContentHash>& content);
  /// `payload`: of a message of which only the head is here.
  std::optional<ContentHash> content_of(const MqttMessage& message, const Digest* payload = nullptr);
  /// Whether the message came before and its record is on its way or safe: then it is admitted and tied to that.
  bool carry_over(const MqttMessage& message, const std::optional<ContentHash>& content);
  /// Settles a ticket and all that are tied to it.
  void settle(Ticket ticket);
  void settle_delivered(Ticket ticket);
  void handle(Failure failure, TimePoint now);
  void handle_dead_letter(Failure failure, TimePoint now);
  /// The verdicts that were told; none: all is well.
  using Trouble = std::bitset<static_cast<std::size_t>(Verdict::delivered) + 1>;
  void tell_trouble(Trouble& known, const Outcome& outcome, Traffic traffic) const;
  void tell_recoveries();
  /// `make_dead_letter` is called when one is wanted.
  template <class MakeDeadLetter>
  void give_up(Ticket ticket, Undeliverable undeliverable, std::uint32_t attempts, MakeDeadLetter make_dead_letter);

  Sink& sink_;
  Window window_;
  RetryQueue retries_;
  Burials burials_;
  CarryOver carry_over_;
  DeliveryTimes times_;
  const OnRefused on_refused_;
  Callbacks callbacks_;
  Tracer* const tracer_;
  Totals totals_;
  Reports reports_;
  Trouble trouble_;
  Trouble burial_trouble_;
  std::uint64_t undeliverable_ = 0;  ///< those that stay unacknowledged
};

}  // namespace sluice
