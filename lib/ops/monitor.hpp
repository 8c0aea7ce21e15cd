// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "ops/event.hpp"
#include "ops/exposition.hpp"
#include "ops/status.hpp"

namespace sluice {

/// What events have told of one connection and what still holds.
struct ConnectionNotes {
  std::string loss;  ///< why it was lost, with the remedy; empty once it is ready again
  bool loss_needs_operator = false;
  std::string trouble;  ///< why records, or dead letters, are not taken; empty once they are
  bool trouble_needs_operator = false;
  std::string stall;  ///< nothing becomes safe; empty once it does
};

/// Passes events on to the log and remembers what an operator asks for later: how often, why not, what was wrong
/// lately. Everything that it holds is bounded. Thread-safe.
class Monitor final : public EventSink {
 public:
  /// Milliseconds since 1970.
  using WallClock = std::function<std::int64_t()>;
  static constexpr std::size_t errors_max = 50;
  /// More client ids, codes, reasons or certificates than this are counted as `other`.
  static constexpr std::size_t labels_max = 256;

  /// `log` must outlive it.
  explicit Monitor(EventSink& log, WallClock clock = system_ms);

  void emit(const Event& event) override;

  EventCounts counts() const;
  /// Newest first.
  std::vector<RecentError> recent_errors() const;
  /// Of a connection under the client id that it was given by the configuration.
  ConnectionNotes notes_of(const std::string& client_id) const;
  /// What librdkafka told last of reaching Kafka; nullopt: nothing yet.
  struct KafkaWord {
    bool is_reachable = true;
    std::string text;  ///< why not
    TimePoint at{};
  };
  std::optional<KafkaWord> kafka_word() const;
  bool is_stopping() const;

  static std::int64_t system_ms();

 private:
  void note(const Event& event);
  void note_connection(const Event& event);
  void note_kafka(const Event& event);
  void note_error(const Event& event);
  ConnectionNotes& notes_for(const Event& event);
  std::string client_of(const Event& event) const;

  EventSink& log_;
  const WallClock clock_;
  mutable std::mutex mutex_;
  // All below is guarded by mutex_.
  EventCounts counts_;
  std::deque<RecentError> errors_;
  std::map<std::string, ConnectionNotes> connections_;
  std::map<std::string, std::string> given_ids_;  ///< assigned by the broker -> configured
  std::optional<KafkaWord> kafka_word_;
  bool stopping_ = false;
};

}  // namespace sluice
