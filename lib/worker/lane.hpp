// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "config/config.hpp"
#include "core/event_loop.hpp"
#include "delivery/pipeline.hpp"
#include "delivery/stall_watch.hpp"
#include "kafka/record_sink.hpp"
#include "mqtt/connection.hpp"
#include "mqtt/message_source.hpp"
#include "mqtt/transport/transport.hpp"
#include "ops/event.hpp"
#include "ops/event_budget.hpp"
#include "worker/lane_board.hpp"

namespace sluice {

/// One connection with all that it needs and shares with no other: source, pipeline, sink, and the one thread that
/// runs them. Lanes share nothing, so more connections follow the cores.
///
///     broker > MqttSource > Pipeline > RecordSink > Kafka
///                  ^------- acks ------- reports --'
class Lane final : private MessageHandler {
 public:
  /// `on_finished` is called once, from the lane's thread, after its source has ended; `on_failed` when a message
  /// turned out undeliverable, before that.
  struct Callbacks {
    std::function<void()> on_failed;
    std::function<void()> on_finished;
  };

  /// What all lanes of a task share; all of it, and what `transports` stands on, must outlive them.
  struct Surroundings {
    EventSink& events;
    TopicRegistry& topics;
    TransportFactory transports;
  };

  /// Fails on what only librdkafka can judge: a refused property, with its name and value.
  static Result<std::unique_ptr<Lane>> create(const Config& config, std::uint32_t index, Purpose purpose,
                                              Surroundings around, Callbacks callbacks);
  ~Lane() override;
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  void start();
  /// From any thread.
  void stop(OnStop how);
  void stop_now();

  /// From any thread: reads no further message until `resume`; also before `start`.
  void pause();
  void resume();

  /// From any thread: the certificates for Kafka have changed.
  void renew_producer();

  /// From any thread; as of the last round of reports.
  const LaneBoard& board() const { return board_; }

  /// After `on_finished`.
  const Finish& finish() const { return finish_; }
  const std::string& client_id() const { return client_id_; }

 private:
  Lane(const Config& config, std::uint32_t index, Purpose purpose, std::unique_ptr<RecordSink> sink,
       Surroundings around, Callbacks callbacks);

  // MessageHandler
  bool has_room(std::uint64_t wire_bytes) override { return pipeline_.has_room(wire_bytes); }
  Taken on_message(const MqttMessage& message, std::uint64_t wire_bytes) override;
  Taken on_oversized(const OversizedMessage& message) override;
  void on_connected(bool same_session) override { pipeline_.begin_epoch(same_session); }
  void on_connection_over() override { pipeline_.end_epoch(); }
  void on_state(ConnectionState state, const std::string& broker) override;
  bool is_settled() override { return pipeline_.at_rest(); }
  void on_finished(const Finish& finish) override;

  std::unique_ptr<MessageSource> make_source(Purpose purpose, MessageHandler& handler, TransportFactory transports);
  Pipeline::Callbacks pipeline_callbacks();
  void on_undeliverable(const Undeliverable& undeliverable);
  void fail();
  Taken taken(Pipeline::Admission admission);
  void round();
  void show();
  void schedule();
  void watch_stall();
  void tell_stall();
  std::optional<Millis> time_until_drop() const;

  const Config config_;
  const std::string client_id_;
  LaneBoard board_;
  EventSink& events_;
  Callbacks callbacks_;

  EventLoop loop_;
  std::unique_ptr<RecordSink> sink_;
  std::optional<Tracer> tracer_;  ///< with `log.trace`
  Pipeline pipeline_;
  std::unique_ptr<MessageSource> source_;
  std::vector<std::uint16_t> released_;
  std::optional<EventLoop::TimerId> timer_;
  std::optional<TimePoint> timer_due_;
  std::map<std::string, EventBudget, std::less<>> budgets_;  ///< by code: bounded by the codes that there are
  bool failed_ = false;
  Finish finish_;

  StallWatch stall_;
  std::optional<EventLoop::TimerId> stall_timer_;
  std::optional<TimePoint> stall_told_;
  Millis stalled_{0};  ///< as long as the present stall has lasted
  bool released_for_stall_ = false;
  bool is_handed_over_ = false;  ///< the other members of the group get our share
  bool is_paused_ = false;       ///< by an operator

  std::thread thread_;
};

}  // namespace sluice
