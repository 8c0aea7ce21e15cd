// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "core/clock.hpp"
#include "core/unique_fd.hpp"
#include "kafka/topic_registry.hpp"
#include "kafka/topics.hpp"
#include "mqtt/transport/tls_context.hpp"
#include "ops/event.hpp"
#include "ops/events.hpp"
#include "ops/monitor.hpp"
#include "ops/signals.hpp"
#include "worker/kafka_certificates.hpp"
#include "worker/lane.hpp"
#include "worker/operations.hpp"

namespace sluice {

/// How a task ended; `app/exit_code.hpp` gives each its number.
enum class TaskEnd {
  done,     ///< stopped in order
  failed,   ///< cannot go on
  invalid,  ///< the configuration holds what only a library could judge
  refused,  ///< refused for good by a server
  left      ///< stopped with unacknowledged messages left at the broker: nothing is lost
};

/// Runs one task: waits for Kafka's topics, starts the lanes, waits for signals, stops everything as a staircase:
///
///     signal > each lane: stop reading > deliver > acknowledge > (leave: unsubscribe, drain) > DISCONNECT > close
///            > deadline, or a second signal: DISCONNECT at once > threads joined > totals
///
/// Belongs to `main`'s thread; owns all others.
class Worker {
 public:
  Worker(const Config& config, Purpose purpose, std::string version, EventSink& events, StopSignals& signals);
  ~Worker();

  /// Before `run`: no message is read until an operator resumes.
  void begin_paused() { operations_.pause("--paused"); }
  TaskEnd run();

 private:
  /// False: stopped or failed before each topic that the configuration names was there.
  bool wait_for_topics();
  bool wait_for_topic(TopicAdmin& admin, const TopicUse& topic);
  /// False: it cannot listen where it shall.
  bool start_listener();
  /// False: the certificate files cannot be used.
  bool prepare_tls();
  bool start_lanes();
  void supervise();
  void renew_producers();
  void begin_stop(std::string_view why, OnStop how);
  void stop_now();
  TaskEnd end();
  SummaryFacts summary_facts() const;
  void wake();
  /// Waits for a signal, a lane's word, or `until`; true when a signal came.
  bool wait(TimePoint until);

  const Config config_;
  const Purpose purpose_;
  const std::string version_;
  Monitor events_;
  StopSignals& signals_;
  UniqueFd wakeup_;
  TopicRegistry topics_;
  std::unique_ptr<TlsContext> tls_;  ///< null where no broker's address asks for TLS
  KafkaCertificates kafka_certificates_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  Operations operations_;
  std::atomic<std::uint32_t> finished_{0};
  std::atomic<bool> failing_{false};
  std::optional<TimePoint> deadline_;
  std::optional<TaskEnd> early_end_;
  std::string why_;
  bool is_hurried_ = false;  ///< by a second signal
};

}  // namespace sluice
