// SPDX-License-Identifier: Apache-2.0
#include "worker/worker.hpp"

#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <system_error>

#include "config/identity.hpp"
#include "kafka/version.hpp"
#include "mqtt/paho_session.hpp"

namespace sluice {

using namespace std::chrono_literals;

namespace {

constexpr auto summary_period = 60s;
/// How often the certificate files are looked at.
constexpr auto certificates_period = 5s;
/// Someone watches a session being drained.
constexpr auto drain_summary_period = 2s;
/// For DISCONNECT and the broker's end after the deadline.
constexpr auto farewell = 2500ms;
/// After a second signal: long enough for a DISCONNECT to leave, too short to be felt.
constexpr auto short_farewell = 300ms;

const char* signal_name(int signal) { return signal == SIGINT ? "SIGINT" : "SIGTERM"; }

std::vector<std::string> client_ids_of(const MqttConfig& mqtt) {
  std::vector<std::string> ids;
  for (std::uint32_t i = 0; i < mqtt.connections; ++i) ids.push_back(connection_client_id(mqtt.client_id, i));
  return ids;
}

std::vector<std::string> urls_of(const MqttConfig& mqtt) {
  std::vector<std::string> urls;
  urls.reserve(mqtt.brokers.size());
  for (const BrokerUrl& broker : mqtt.brokers) urls.push_back(broker.text());
  return urls;
}

}  // namespace

Worker::Worker(const Config& config, Purpose purpose, std::string version, EventSink& events, StopSignals& signals)
    : config_(config),
      purpose_(purpose),
      version_(std::move(version)),
      events_(events),
      signals_(signals),
      wakeup_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      topics_(config_, events_),
      kafka_certificates_(config_.kafka.tls, events_),
      operations_(config_, {version_, librdkafka_version(), PahoSession::library_version()}, events_) {
  if (!wakeup_) throw std::system_error(errno, std::generic_category(), "eventfd");
}

Worker::~Worker() = default;

TaskEnd Worker::run() {
  const MqttConfig& mqtt = config_.mqtt;
  events_.emit(started({version_, "librdkafka " + librdkafka_version() + ", " + PahoSession::library_version(),
                        config_.task, mqtt.group, mqtt.filters, client_ids_of(mqtt), urls_of(mqtt),
                        config_.kafka.brokers, config_.mapping.topic}));
  if (start_listener() && prepare_tls() && wait_for_topics() && start_lanes()) supervise();
  return end();
}

void Worker::supervise() {
  const auto period = purpose_ == Purpose::forward ? summary_period : drain_summary_period;
  TimePoint next_summary = Clock::now() + period;
  TimePoint next_look = tls_ || kafka_certificates_.any() ? Clock::now() : TimePoint::max();
  SummaryFacts told;
  while (finished_ < lanes_.size()) {
    const bool signalled = wait(std::min({next_summary, next_look, deadline_.value_or(TimePoint::max())}));
    if (finished_ == lanes_.size()) return;
    const TimePoint now = Clock::now();
    if (now >= next_look) {
      if (tls_) tls_->look_again();
      if (kafka_certificates_.look(now)) renew_producers();
      next_look = now + certificates_period;
    }
    if (signalled && deadline_) {
      is_hurried_ = true;
      stop_now();
      deadline_ = now + short_farewell;
    } else if (signalled) {
      begin_stop(why_, config_.mqtt.on_stop);
    } else if (!deadline_ && (failing_ || finished_ > 0)) {
      begin_stop(failing_ ? "a message could not be delivered" : "a connection has ended for good", OnStop::keep);
    } else if (deadline_ && now >= *deadline_) {
      stop_now();
      deadline_ = now + farewell;
    }
    if (now >= next_summary) {
      const SummaryFacts facts = summary_facts();
      if (purpose_ == Purpose::forward || facts != told) events_.emit(summary(facts));
      told = facts;
      next_summary = now + period;
    }
  }
}

void Worker::renew_producers() {
  for (const auto& lane : lanes_) lane->renew_producer();
}

void Worker::begin_stop(std::string_view why, OnStop how) {
  deadline_ = Clock::now() + config_.mqtt.stop_deadline;
  events_.emit(stopping(why, config_.mqtt.stop_deadline));
  for (const auto& lane : lanes_) lane->stop(how);
}

void Worker::stop_now() {
  for (const auto& lane : lanes_) lane->stop_now();
}

TaskEnd Worker::end() {
  TaskEnd result = early_end_.value_or(TaskEnd::done);
  if (!early_end_) why_.clear();
  // The gravest of the lanes' ends: refused, failed, left, done.
  const auto rank = [](TaskEnd end) {
    static constexpr std::array order{TaskEnd::done, TaskEnd::left, TaskEnd::failed, TaskEnd::invalid,
                                      TaskEnd::refused};
    return std::find(order.begin(), order.end(), end) - order.begin();
  };
  for (const auto& lane : lanes_) {
    static constexpr std::array ends{TaskEnd::done, TaskEnd::left, TaskEnd::failed, TaskEnd::refused};
    const TaskEnd lane_end = ends[static_cast<std::size_t>(lane->finish().result)];
    if (rank(lane_end) < rank(result) || (lane_end == result && !why_.empty())) continue;
    result = lane_end;
    why_ = lane->finish().text;
  }
  if (result == TaskEnd::left && why_.empty()) {
    why_ = std::string(is_hurried_ ? "stopped at once by a second signal" : "stopped at the deadline") +
           ": unacknowledged messages are left at the broker, which will send them again; nothing is lost";
  }
  const SummaryFacts facts = summary_facts();
  operations_.end();
  lanes_.clear();
  events_.emit(stopped(facts, static_cast<int>(result), why_));
  return result;
}

SummaryFacts Worker::summary_facts() const {
  Totals totals;
  std::uint64_t in_flight = 0;
  for (const auto& lane : lanes_) {
    totals += lane->board().totals();
    in_flight += lane->board().in_flight();
  }
  return {totals.received,      totals.redelivered, totals.delivered,  totals.filtered,
          totals.dead_lettered, totals.dropped,     totals.recognised, in_flight};
}

void Worker::wake() { ::eventfd_write(wakeup_.get(), 1); }

bool Worker::wait(TimePoint until) {
  std::array<pollfd, 2> fds{{{signals_.fd(), POLLIN, 0}, {wakeup_.get(), POLLIN, 0}}};
  const auto left = std::chrono::ceil<Millis>(until - Clock::now()).count();
  ::poll(fds.data(), fds.size(), static_cast<int>(std::clamp<Millis::rep>(left, 0, 60'000)));
  eventfd_t count = 0;
  ::eventfd_read(wakeup_.get(), &count);
  const int signal = signals_.take();
  if (signal != 0) why_ = signal_name(signal);
  return signal != 0;
}

}  // namespace sluice
