// SPDX-License-Identifier: Apache-2.0
#include "probe/probe.hpp"

#include <algorithm>
#include <random>
#include <string_view>

#include "kafka/topics.hpp"
#include "mqtt/transport/tls_context.hpp"
#include "probe/broker_probe.hpp"
#include "probe/kafka_probe.hpp"
#include "probe/network.hpp"

namespace sluice {
namespace {

constexpr std::string_view longest_name = "Subscription Identifier Available";
constexpr std::size_t tail_size = 6;

std::string random_tail() {
  constexpr std::string_view letters = "abcdefghijkmnpqrstuvwxyz23456789";
  std::random_device random;
  std::string tail;
  for (std::size_t i = 0; i < tail_size; ++i) tail += letters[random() % letters.size()];
  return tail;
}

void probe_brokers(const Config& config, const Patience& patience, StepLog& log) {
  const auto& brokers = config.mqtt.brokers;
  CertificateNotes notes;
  std::unique_ptr<TlsContext> tls;
  if (std::any_of(brokers.begin(), brokers.end(), [](const BrokerUrl& url) { return url.tls; })) {
    auto context = TlsContext::create(config.mqtt.tls, notes);
    const std::string note = notes.take();
    if (!context) {
      log.add("mqtt.tls", "TLS", failed(context.error(), "", Lasting::yes));
      return;
    }
    if (!note.empty()) log.add("mqtt.tls", "TLS", warning(note, ""));
    tls = std::move(*context);
  }
  for (const BrokerUrl& url : brokers) {
    if (StepTime(patience).is_stopped()) return;
    BrokerProbe(url, config.mqtt, tls.get(), notes, patience, log).run(random_tail());
  }
}

}  // namespace

void probe(const Config& config, const Patience& patience, StepLog& log) {
  probe_brokers(config, patience, log);
  if (!StepTime(patience).is_stopped()) KafkaProbe(config, patience, log).run();
}

Columns probe_columns(const Config& config) {
  std::size_t where = 0;
  for (const BrokerUrl& url : config.mqtt.brokers) where = std::max(where, url.text().size());
  for (const std::string& address : config.kafka.brokers) where = std::max(where, address.size() + 6);
  for (const TopicUse& topic : fixed_topics(config)) where = std::max(where, topic.name.size() + 6);
  constexpr std::size_t where_max = 48;
  return {std::min(where, where_max), longest_name.size()};
}

}  // namespace sluice
