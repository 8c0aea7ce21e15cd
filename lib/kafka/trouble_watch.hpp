// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "ops/event.hpp"

namespace sluice {

/// Turns what librdkafka says of its connections into events: each change once, repeats rarely.
/// Belongs to the thread that polls the producer; knows nothing of records.
class TroubleWatch {
 public:
  struct Setup {
    std::string addresses;  ///< as texts name them
    bool scram = false;     ///< see `uses_scram`
    std::string compression;
  };

  TroubleWatch(EventSink& events, Setup setup);

  /// An error of librdkafka's: its code and its own text.
  void error(rd_kafka_resp_err_t code, std::string_view text, TimePoint now);
  /// A log line of librdkafka's; `level` as of syslog.
  void log(int level, std::string_view facility, std::string_view text, TimePoint now);
  /// A record was acknowledged: whatever was wrong with reaching Kafka is over.
  void delivered() {
    if (all_down_ || refused_) recover();
  }
  /// The producer lost its idempotence state; `open` records come back to be sent again.
  void restarting(std::string_view cause, std::uint64_t open, TimePoint now);

 private:
  struct Repeat {
    TimePoint quiet_until{};
    std::uint64_t kept_quiet = 0;
  };

  void recover();
  void announce_unreachable();
  void refused(rd_kafka_resp_err_t code, std::string_view text);
  /// At most one a minute of each kind; `make_event` is told how many were kept quiet.
  template <class MakeEvent>
  void say(std::string_view kind, TimePoint now, MakeEvent make_event);

  EventSink& events_;
  Setup setup_;
  bool all_down_ = false;
  bool announced_down_ = false;
  bool refused_ = false;
  std::string cause_;  ///< the last reason why a broker could not be reached
  TimePoint cause_at_{};
  std::map<std::string, Repeat, std::less<>> repeats_;  ///< by kind: bounded by librdkafka's own names
};

}  // namespace sluice
