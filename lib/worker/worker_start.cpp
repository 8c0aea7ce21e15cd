// SPDX-License-Identifier: Apache-2.0
// How a task begins: listener, certificates, Kafka's topics, lanes; worker.cpp has how it goes on and ends.
#include <algorithm>
#include <random>

#include "core/backoff.hpp"
#include "mqtt/transport/tls_transport.hpp"
#include "ops/events.hpp"
#include "worker/worker.hpp"

namespace sluice {

using namespace std::chrono_literals;

bool Worker::start_listener() {
  // The replica whose session is drained by a decommission may listen there itself.
  if (purpose_ != Purpose::forward) return true;
  const auto listens = operations_.listen();
  if (listens) return true;
  early_end_ = listens.error().is_setting_at_fault ? TaskEnd::invalid : TaskEnd::failed;
  why_ = listens.error().text;
  return false;
}

bool Worker::prepare_tls() {
  const auto& brokers = config_.mqtt.brokers;
  if (std::none_of(brokers.begin(), brokers.end(), [](const BrokerUrl& broker) { return broker.tls; })) return true;
  auto context = TlsContext::create(config_.mqtt.tls, events_);
  if (!context) {
    early_end_ = TaskEnd::invalid;
    why_ = context.error();
    return false;
  }
  tls_ = std::move(*context);
  return true;
}

bool Worker::wait_for_topics() {
  const auto admin = TopicAdmin::create(config_);
  if (!admin) {
    early_end_ = TaskEnd::invalid;
    why_ = admin.error();
    return false;
  }
  const auto topics = fixed_topics(config_);
  return std::all_of(topics.begin(), topics.end(),
                     [&](const TopicUse& topic) { return wait_for_topic(**admin, topic); });
}

bool Worker::wait_for_topic(TopicAdmin& admin, const TopicUse& topic) {
  Backoff backoff(1s, 30s, std::random_device{}());
  while (true) {
    const TopicCheck check = admin.provide(topic, 5s);
    operations_.kafka().note(topic, check);
    if (check.was_made) events_.emit(topic_made(topic.name, check.partitions));
    if (check.state == TopicCheck::State::exists) return true;
    if (check.state == TopicCheck::State::invalid || check.state == TopicCheck::State::refused) {
      early_end_ = check.state == TopicCheck::State::invalid ? TaskEnd::invalid : TaskEnd::refused;
      why_ = check.text;
      return false;
    }
    const Millis delay = backoff.next();
    events_.emit(kafka_waiting(topic.name, check.text, delay));
    if (wait(Clock::now() + delay)) {
      const bool forwards = purpose_ == Purpose::forward;
      early_end_ = forwards ? TaskEnd::done : TaskEnd::left;
      why_ = forwards ? "" : "stopped before Kafka was reached: the session stays at the broker as it is; run it again";
      return false;
    }
  }
}

bool Worker::start_lanes() {
  const Lane::Callbacks callbacks{[this] {
                                    failing_ = true;
                                    wake();
                                  },
                                  [this] {
                                    ++finished_;
                                    wake();
                                  }};
  for (std::uint32_t i = 0; i < config_.mqtt.connections; ++i) {
    auto lane = Lane::create(config_, i, purpose_, {events_, topics_, make_transport_factory(tls_.get())}, callbacks);
    if (!lane) {
      early_end_ = TaskEnd::invalid;
      why_ = lane.error();
      lanes_.clear();
      return false;
    }
    lanes_.push_back(std::move(*lane));
  }
  for (const auto& lane : lanes_) {
    operations_.add(*lane);
    lane->start();
  }
  operations_.watch_kafka();
  return true;
}

}  // namespace sluice
