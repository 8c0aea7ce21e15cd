// SPDX-License-Identifier: Apache-2.0
#include "probe/kafka_probe.hpp"

#include <algorithm>
#include <charconv>
#include <memory>

#include "kafka/write_question.hpp"
#include "mapping/topic_rule.hpp"
#include "probe/kafka_verdicts.hpp"
#include "probe/network.hpp"

namespace sluice {
namespace {

constexpr const char* setting = "kafka.brokers";
/// Of the step's time, what is left to librdkafka, so that its own answer comes first.
constexpr Millis spare{300};
/// More advertised brokers than these are not reached one by one.
constexpr std::size_t advertised_max = 16;

struct HostPort {
  std::string host;
  std::uint16_t port = 0;
};

/// Of a checked address.
HostPort split(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  HostPort place{address.substr(0, colon), 0};
  std::from_chars(address.data() + colon + 1, address.data() + address.size(), place.port);
  if (place.host.starts_with('[') && place.host.ends_with(']')) {
    place.host = place.host.substr(1, place.host.size() - 2);
  }
  return place;
}

Millis patience_of(const Patience& patience) { return std::max(patience.limit - spare, spare); }

/// Asks in a thread of its own; nothing when the operator would not wait.
template <class T>
Result<T, KafkaFault> ask(const Patience& patience, std::function<Result<T, KafkaFault>()> call) {
  const StepTime time({patience.limit + spare, patience.stop_fd});
  auto answer = call_blocking<Result<T, KafkaFault>>(time, std::move(call));
  if (answer) return std::move(*answer);
  const StepFinding why = time.is_stopped() ? interrupted() : out_of_time("no answer", "", patience);
  return tl::unexpected(KafkaFault{false, "", why.text, why.remedy});
}

}  // namespace

/// Shared with the threads that ask: one of them may outlive the probe.
struct KafkaProbe::Topics {
  std::shared_ptr<TopicAdmin> admin;
  std::shared_ptr<ClusterQuery> query;
  std::shared_ptr<WriteQuestion> question;
};

void KafkaProbe::run() {
  for (const std::string& address : config_.kafka.brokers) {
    if (is_stopped()) return;
    look_at(address);
  }
  if (!cluster_) {
    for (const TopicUse& topic : fixed_topics(config_)) {
      log_.add("topic " + topic.name, "TOPIC", skipped("no Kafka broker has answered"));
    }
    return;
  }
  look_at_advertised();
  if (!is_stopped()) look_at_topics();
}

bool KafkaProbe::reach(const std::string& where, const std::string& host, std::uint16_t port, const std::string& key) {
  const StopWatch dns_watch;
  Resolved resolved = resolve(host, key, patience_);
  if (!log_.add(where, "DNS", std::move(resolved.finding), dns_watch.took())) return false;
  const StopWatch watch;
  Opened opened = open_tcp(resolved.addresses, port, key, patience_);
  return log_.add(where, "TCP", std::move(opened.finding), watch.took());
}

void KafkaProbe::look_at(const std::string& address) {
  const std::string where = "kafka " + address;
  const HostPort place = split(address);
  if (!reach(where, place.host, place.port, setting)) {
    log_.add(where, "METADATA", skipped("there is no connection"));
    return;
  }
  reached_.insert(address);
  const StopWatch watch;
  Config alone = config_;
  alone.kafka.brokers = {address};
  const auto facts = ask<ClusterFacts>(patience_, [alone, time = patience_of(patience_)] {
    auto query = ClusterQuery::create(alone);
    if (!query) return Result<ClusterFacts, KafkaFault>(tl::unexpected(KafkaFault{true, "", query.error(), ""}));
    return (*query)->look(time);
  });
  const std::string security = security_text(config_.kafka);
  if (!security.empty()) {
    const bool is_refused = !facts && facts.error().is_refusal;
    log_.add(where, "LOGIN",
             facts        ? ok(security)
             : is_refused ? cluster_finding(facts)
                          : skipped("no answer"),
             watch.took());
    if (is_refused) {
      log_.add(where, "METADATA", skipped("the login is refused"));
      return;
    }
  }
  log_.add(where, "METADATA", cluster_finding(facts), watch.took());
  if (facts && !cluster_) cluster_ = *facts;
}

// Clients go on at the addresses that the brokers give (advertised.listeners): the usual reason why a Kafka that can be
// reached takes no record.
void KafkaProbe::look_at_advertised() {
  std::size_t count = 0;
  for (const ClusterBroker& broker : cluster_->brokers) {
    const std::string address = broker.host + ":" + std::to_string(broker.port);
    if (is_stopped() || reached_.contains(address)) continue;
    if (++count > advertised_max) {
      log_.add("kafka", "TCP",
               skipped("more than " + std::to_string(advertised_max) + " brokers: the rest is not tried"));
      return;
    }
    reach("kafka " + address, broker.host, broker.port, "the broker's advertised.listeners");
  }
}

void KafkaProbe::look_at_topics() {
  const auto producer_watch = StopWatch();
  const Config config = config_;
  const auto time = patience_of(patience_);
  const auto producer_id = ask<void>(patience_, [config, time] { return ask_producer_id(config, time); });
  log_.add("kafka", "PRODUCER ID", producer_id_finding(producer_id), producer_watch.took());
  auto admin = TopicAdmin::create(config_);
  auto query = ClusterQuery::create(config_);
  auto question = WriteQuestion::create(config_);
  if (!admin || !query || !question) {
    const std::string& why = !admin ? admin.error() : !query ? query.error() : question.error();
    log_.add("kafka", "TOPIC", failed(why, "", Lasting::yes));
    return;
  }
  const Topics handles{std::move(*admin), std::move(*query), std::move(*question)};
  const auto topics = fixed_topics(config_);
  for (const TopicUse& topic : topics) {
    if (is_stopped()) return;
    look_at_topic(handles, topic);
  }
  const auto is_mapped = [](const TopicUse& topic) { return topic.key != "dead_letters.topic"; };
  if (std::none_of(topics.begin(), topics.end(), is_mapped)) {
    log_.add("kafka", "TOPIC", skipped("mapping.topic is a template: its topics are known only with a message"));
  }
}

void KafkaProbe::look_at_topic(const Topics& handles, const TopicUse& topic) {
  const std::string where = "topic " + topic.name;
  const auto time = patience_of(patience_);
  const StopWatch topic_watch;
  const StepTime limit({patience_.limit + spare, patience_.stop_fd});
  const auto check =
      call_blocking<TopicCheck>(limit, [admin = handles.admin, topic, time] { return admin->check(topic, time); });
  StepFinding finding = check                ? topic_finding(*check, config_)
                        : limit.is_stopped() ? interrupted()
                                             : out_of_time("no answer", "", patience_);
  log_.add(where, "TOPIC", std::move(finding), topic_watch.took());
  const bool exists = check && check->state == TopicCheck::State::exists;
  const bool is_to_be_made =
      check && check->state == TopicCheck::State::missing && config_.kafka.topic_policy == TopicPolicy::create;
  if (!exists && !is_to_be_made) return;
  if (exists) {
    const StopWatch watch;
    const auto answer = ask<WriteQuestion::Answer>(
        patience_, [question = handles.question, name = topic.name, time] { return question->ask(name, time); });
    log_.add(where, "WRITE", write_finding(answer, topic.name, cluster_->id), watch.took());
  }
  const StopWatch watch;
  const auto limit_of = [query = handles.query, name = topic.name, broker = cluster_->brokers.front().id, exists,
                         time] {
    const auto bytes = exists ? query->topic_size_limit(name, time) : query->broker_size_limit(broker, time);
    const std::string from = exists ? "the topic's max.message.bytes" : "the brokers' message.max.bytes";
    return bytes.map([&](std::uint64_t value) { return SizeLimit{value, from}; });
  };
  const auto bytes = ask<SizeLimit>(patience_, limit_of);
  log_.add(where, "RECORD SIZE", size_finding(bytes, config_), watch.took());
}

}  // namespace sluice
