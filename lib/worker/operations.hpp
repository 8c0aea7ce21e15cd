// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "config/config.hpp"
#include "ops/exposition.hpp"
#include "ops/http_server.hpp"
#include "ops/monitor.hpp"
#include "ops/operations_api.hpp"
#include "ops/status.hpp"
#include "worker/kafka_watch.hpp"
#include "worker/lane.hpp"

namespace sluice {

/// What makes a task visible and lets it be paused: the listener, and one thread that looks at Kafka and keeps the
/// history. Without `operations.listen` it has neither and only keeps the pause. Reads the lanes' boards, never what
/// belongs to their threads.
class Operations {
 public:
  /// `monitor` must outlive it. `build`: for metrics and status.
  Operations(const Config& config, BuildFacts build, Monitor& monitor);
  ~Operations();
  Operations(const Operations&) = delete;
  Operations& operator=(const Operations&) = delete;

  /// Starts the listener; the task may still wait for everything else.
  tl::expected<void, ListenFault> listen();
  /// The topics are there: from now on Kafka is looked at every few seconds.
  void watch_kafka();
  /// Ends listener and thread. Before any lane goes.
  void end();

  /// `by`: who asks. Lanes that are added later are paused too.
  void pause(const std::string& by);
  void resume(const std::string& by);

  /// The lane must stay until `end`.
  void add(Lane& lane);
  KafkaWatch& kafka() { return kafka_; }

 private:
  TaskStatus status() const;
  TaskMetrics metrics() const;
  HealthFacts facts(const std::vector<ConnectionStatus>& connections) const;
  bool is_alive(std::vector<std::string>& reasons) const;
  StatusTotals totals() const;
  void set_paused(bool paused, const std::string& by);
  void keep_time();
  void take_sample();

  const Config config_;
  const BuildFacts build_;
  Monitor& monitor_;
  const std::int64_t started_ms_;
  KafkaWatch kafka_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Lane*> lanes_;          ///< guarded by mutex_, as all below
  std::deque<StatusSample> history_;  ///< oldest first
  bool paused_ = false;
  bool watches_kafka_ = false;
  bool ended_ = false;

  std::unique_ptr<OperationsApi> api_;
  std::unique_ptr<HttpServer> server_;
  std::thread timekeeper_;
};

}  // namespace sluice
