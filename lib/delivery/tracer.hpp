// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>

#include "config/config.hpp"
#include "core/clock.hpp"
#include "delivery/outcome.hpp"
#include "delivery/sink.hpp"
#include "mapping/mqtt_message.hpp"
#include "ops/event.hpp"
#include "ops/events.hpp"

namespace sluice {

/// Tells the way of chosen messages, one event each when its PUBACK is released (`log.trace`).
///
/// Which ones is decided by the ticket, the number of the message within its connection, or by its topic: the same
/// message offered again is chosen again. With a rate r it is those whose ticket times r has a fraction below r: with
/// 0.01 the tickets 0, 100, 200, ... Bounded: so many a second are begun, and so many are open at a time; the others
/// are counted and told with the next. Belongs to the connection's thread.
class Tracer {
 public:
  static constexpr std::size_t open_max = 64;
  static constexpr std::uint32_t begun_per_second_max = 20;

  struct Clocks {
    std::function<TimePoint()> now;
    std::function<std::int64_t()> epoch_ms;
  };

  /// `message_id_property`: the user property by which the broker names a message; empty: none. `events` must outlive
  /// it.
  Tracer(const TraceConfig& config, std::string client_id, std::string message_id_property, EventSink& events,
         Clocks clocks = system_clocks());

  /// Whether the message that may be admitted under this ticket is traced.
  bool begin(const MqttMessage& message, Ticket ticket);
  /// What became of the message of the last `begin` that gave true.
  void submitted(SubmissionNotes notes, Submission::Kind kind);
  /// It is refused for good; `outcome`: what it comes to, static storage.
  void refused(Ticket ticket, std::string_view code, std::string_view outcome);
  void reported(const Reports& reports);
  /// All tickets before `oldest` have been released.
  void released(Ticket oldest);
  /// The connection is over: what is open is released without a PUBACK.
  void end_epoch();
  /// Tells what is still open, as such.
  void finish();

 private:
  struct Trace {
    Ticket ticket = 0;
    TimePoint admitted{};
    TraceFacts facts;
  };

  static Clocks system_clocks();
  bool is_chosen(const MqttMessage& message, Ticket ticket) const;
  bool has_room(TimePoint now);
  Trace* find(Ticket ticket);
  void tell(Trace& trace);

  const TraceConfig config_;
  const std::string client_id_;
  const std::string message_id_property_;
  EventSink& events_;
  const Clocks clocks_;
  std::deque<Trace> open_;  ///< tickets ascend
  TimePoint second_begin_{};
  std::uint32_t begun_ = 0;  ///< in that second
  std::uint64_t kept_quiet_ = 0;
};

}  // namespace sluice
