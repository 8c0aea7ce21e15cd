// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "delivery/outcome.hpp"
#include "mapping/mqtt_message.hpp"
#include "ops/duration_histogram.hpp"

namespace sluice {

/// How long messages take. It asks no clock for a message: the source has stamped it with the time of its read, and all
/// reports of one round share one time. Belongs to the connection's thread.
class DeliveryTimes {
 public:
  struct Rules {
    bool on = false;  ///< else it costs nothing and knows nothing
    /// The user property with the publisher's time, the last of that name; empty: there is none.
    std::string timestamp_property;
  };

  DeliveryTimes(Rules rules, std::uint32_t window_messages);

  void admitted(Ticket ticket, const MqttMessage& message) {
    if (!slots_.empty()) keep(ticket, message);
  }
  /// Before the reports of a round.
  void begin_round();
  /// Its record is safe.
  void delivered(Ticket ticket) {
    if (!slots_.empty()) measure(ticket);
  }

  /// When an open message was read: milliseconds since 1970, 0 when that is not known.
  std::int64_t received_ms(Ticket ticket) const { return slots_.empty() ? 0 : slot(ticket).received_ms; }
  const DurationHistogram& delivery() const { return delivery_; }
  const DurationHistogram& publisher_to_kafka() const { return publisher_to_kafka_; }

 private:
  struct Slot {
    std::int64_t received_ms = 0;
    std::int64_t published_ms = 0;  ///< 0: not known
  };

  void keep(Ticket ticket, const MqttMessage& message);
  void measure(Ticket ticket);
  std::int64_t published_ms(const MqttMessage& message) const;
  const Slot& slot(Ticket ticket) const { return slots_[ticket & (slots_.size() - 1)]; }

  const Rules rules_;
  std::vector<Slot> slots_;  ///< ring, a power of two, indexed by ticket; empty when off
  std::int64_t now_ms_ = 0;
  DurationHistogram delivery_;
  DurationHistogram publisher_to_kafka_;
};

}  // namespace sluice
