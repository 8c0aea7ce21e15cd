// SPDX-License-Identifier: Apache-2.0
#include "worker/operations.hpp"

#include <algorithm>

#include "ops/events.hpp"

namespace sluice {

using namespace std::chrono_literals;

namespace {

constexpr auto sample_period = 5s;
constexpr std::size_t samples_max = 120;
/// A loop that has not moved for so long is stuck: a name server may hold it for half of that.
constexpr auto silence_max = 60s;

}  // namespace

Operations::Operations(const Config& config, BuildFacts build, Monitor& monitor)
    : config_(config), build_(std::move(build)), monitor_(monitor), started_ms_(Monitor::system_ms()), kafka_(config) {}

Operations::~Operations() { end(); }

tl::expected<void, ListenFault> Operations::listen() {
  if (!config_.operations.listen) return {};
  using Command = OperationsApi::Command;
  api_ = std::make_unique<OperationsApi>(OperationsApi::Task{[this] { return status(); }, [this] { return metrics(); },
                                                             [this](Command command, const std::string& by) {
                                                               set_paused(command == Command::pause, by);
                                                             }},
                                         config_.operations.control, config_.operations.listen->host);
  auto server = HttpServer::start(*config_.operations.listen,
                                  [this](const HttpRequest& request) { return api_->answer(request); });
  if (!server) return tl::unexpected(std::move(server.error()));
  server_ = std::move(*server);
  monitor_.emit(listening(server_->url()));
  timekeeper_ = std::thread([this] { keep_time(); });
  return {};
}

void Operations::watch_kafka() {
  const std::lock_guard lock(mutex_);
  watches_kafka_ = true;
}

void Operations::end() {
  server_.reset();
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
  if (timekeeper_.joinable()) timekeeper_.join();
}

void Operations::pause(const std::string& by) { set_paused(true, by); }
void Operations::resume(const std::string& by) { set_paused(false, by); }

void Operations::set_paused(bool paused, const std::string& by) {
  {
    const std::lock_guard lock(mutex_);
    if (paused_ == paused) return;
    paused_ = paused;
    for (Lane* const lane : lanes_) paused ? lane->pause() : lane->resume();
  }
  monitor_.emit(paused ? sluice::paused(by) : resumed(by));
}

void Operations::add(Lane& lane) {
  const std::lock_guard lock(mutex_);
  lanes_.push_back(&lane);
  if (paused_) lane.pause();
}

/// Every few seconds: one sample, one look at Kafka.
void Operations::keep_time() {
  TimePoint next = Clock::now();
  std::unique_lock lock(mutex_);
  while (!changed_.wait_until(lock, next, [this] { return ended_; })) {
    next = Clock::now() + sample_period;
    const bool looks = watches_kafka_;
    lock.unlock();
    take_sample();
    if (looks) kafka_.look();
    lock.lock();
  }
}

void Operations::take_sample() {
  const std::lock_guard lock(mutex_);
  StatusSample sample{Monitor::system_ms(), totals(), 0};
  for (const Lane* lane : lanes_) {
    const double age_s = lane->board().status(sample.time_ms).oldest_unacknowledged_s;
    sample.oldest_unacknowledged_s = std::max(sample.oldest_unacknowledged_s, age_s);
  }
  history_.push_back(sample);
  if (history_.size() > samples_max) history_.pop_front();
}

StatusTotals Operations::totals() const {
  Totals sum;
  std::uint64_t in_flight = 0;
  for (const Lane* lane : lanes_) {
    sum += lane->board().totals();
    in_flight += lane->board().in_flight();
  }
  return {sum.received, sum.delivered, sum.filtered, sum.dead_lettered, sum.dropped, sum.redelivered, in_flight};
}

HealthFacts Operations::facts(const std::vector<ConnectionStatus>& connections) const {
  HealthFacts facts;
  facts.stopping = monitor_.is_stopping();
  facts.paused = paused_;
  kafka_.tell(monitor_.kafka_word(), facts);
  for (const ConnectionStatus& connection : connections) {
    facts.connections.push_back(
        {connection.client_id, connection.state, connection.ready, monitor_.notes_of(connection.client_id)});
  }
  return facts;
}

bool Operations::is_alive(std::vector<std::string>& reasons) const {
  const TimePoint now = Clock::now();
  bool alive = true;
  for (const Lane* lane : lanes_) {
    const Millis silent = lane->board().silent_for(now);
    if (silent < silence_max || monitor_.is_stopping()) continue;
    alive = false;
    reasons.push_back("the thread of connection " + lane->board().client_id() + " has not moved for " +
                      std::to_string(silent.count() / 1000) + " s: restart the task, and report it with its log");
  }
  return alive;
}

TaskStatus Operations::status() const {
  const std::lock_guard lock(mutex_);
  TaskStatus status;
  status.version = build_.version;
  status.task = config_.task;
  status.group = config_.mqtt.group;
  status.filters = config_.mqtt.filters;
  status.now_ms = Monitor::system_ms();
  status.started_ms = started_ms_;
  for (const Lane* lane : lanes_) status.connections.push_back(lane->board().status(status.now_ms));
  const HealthFacts known = facts(status.connections);
  Health health = fold(known);
  status.word = health.word;
  status.ready = health.ready;
  status.paused = paused_;
  status.reasons = std::move(health.reasons);
  status.alive = is_alive(status.reasons);
  status.kafka_reachable = known.kafka_reachable;
  for (const TopicFacts& topic : known.topics) status.topics.emplace_back(topic.name, topic.writable);
  status.totals = totals();
  status.history.assign(history_.begin(), history_.end());
  status.errors = monitor_.recent_errors();
  status.configuration = config_.shown;
  return status;
}

TaskMetrics Operations::metrics() const {
  const TaskStatus now = status();
  TaskMetrics metrics;
  metrics.events = monitor_.counts();
  metrics.build = build_;
  metrics.started_ms = started_ms_;
  metrics.ready = now.ready;
  metrics.paused = now.paused;
  metrics.kafka_reachable = now.kafka_reachable;
  metrics.word = now.word;
  const std::lock_guard lock(mutex_);
  for (const Lane* lane : lanes_) metrics.connections.push_back(lane->board().metrics(now.now_ms));
  return metrics;
}

}  // namespace sluice
