// SPDX-License-Identifier: Apache-2.0
// From counters to Prometheus's text: the only place that includes prometheus-cpp.
#include "ops/exposition.hpp"

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <functional>
#include <sstream>
#include <string_view>

#include "ops/metrics_table.hpp"

namespace sluice {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;

double seconds(std::int64_t ms) { return static_cast<double>(ms) / 1000; }
double number(std::uint64_t value) { return static_cast<double>(value); }
double flag(bool value) { return value ? 1 : 0; }

/// Builds the families by the table: what is not in it cannot be exposed.
class Families {
 public:
  Families() {
    for (const MetricSpec& spec : metrics_table()) {
      families_.push_back({std::string(spec.name), std::string(spec.help), type_of(spec.type), {}});
    }
  }

  void set(MetricId id, std::vector<std::string> labels, double value) {
    ClientMetric& metric = add(id, std::move(labels));
    if (spec_of(id).type == MetricType::counter) {
      metric.counter.value = value;
    } else {
      metric.gauge.value = value;
    }
  }

  void set(MetricId id, const DurationCounts& counts) {
    assert(spec_of(id).type == MetricType::histogram);
    ClientMetric::Histogram& histogram = add(id, {}).histogram;
    for (std::size_t i = 0; i < counts.counts.size(); ++i) {
      histogram.sample_count += counts.counts[i];
      if (i == DurationHistogram::bounds_ms.size()) break;  // the serializer writes +Inf itself
      histogram.bucket.push_back({histogram.sample_count, seconds(DurationHistogram::bounds_ms[i])});
    }
    histogram.sample_sum = seconds(counts.sum_ms);
  }

  std::vector<MetricFamily> take() { return std::move(families_); }

 private:
  static prometheus::MetricType type_of(MetricType type) {
    switch (type) {
      case MetricType::counter: return prometheus::MetricType::Counter;
      case MetricType::gauge: return prometheus::MetricType::Gauge;
      case MetricType::histogram: return prometheus::MetricType::Histogram;
    }
    return prometheus::MetricType::Untyped;
  }

  ClientMetric& add(MetricId id, std::vector<std::string> labels) {
    const MetricSpec& spec = spec_of(id);
    assert(labels.size() == spec.labels.size());
    ClientMetric metric;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      metric.label.push_back({std::string(spec.labels[i]), std::move(labels[i])});
    }
    auto& metrics = families_.at(static_cast<std::size_t>(id)).metric;
    return metrics.emplace_back(std::move(metric));
  }

  std::vector<MetricFamily> families_;
};

/// The metrics of one moment, as prometheus-cpp collects them.
class Snapshot final : public prometheus::Collectable {
 public:
  explicit Snapshot(const TaskMetrics& metrics) : metrics_(metrics) {}

  std::vector<MetricFamily> Collect() const override {
    Families families;
    DurationCounts delivery;
    DurationCounts publisher_to_kafka;
    std::vector<std::uint64_t> routed;
    for (const ConnectionMetrics& connection : metrics_.connections) {
      add(families, connection);
      routed.resize(std::max(routed.size(), connection.routed.size()));
      std::transform(connection.routed.begin(), connection.routed.end(), routed.begin(), routed.begin(), std::plus());
      delivery += connection.delivery;
      publisher_to_kafka += connection.publisher_to_kafka;
    }
    for (std::size_t i = 0; i < routed.size(); ++i) {
      families.set(MetricId::messages_routed, {i + 1 == routed.size() ? "none" : std::to_string(i)}, number(routed[i]));
    }
    families.set(MetricId::delivery, delivery);
    families.set(MetricId::publisher_to_kafka, publisher_to_kafka);
    add(families, metrics_.events);
    add_state(families);
    return families.take();
  }

 private:
  static void add(Families& families, const ConnectionMetrics& c) {
    const auto set = [&](MetricId id, std::uint64_t value) { families.set(id, {c.client_id}, number(value)); };
    set(MetricId::messages_received, c.received);
    set(MetricId::messages_redelivered, c.redelivered);
    set(MetricId::messages_delivered, c.delivered);
    set(MetricId::messages_filtered, c.filtered);
    set(MetricId::messages_dead_lettered, c.dead_lettered);
    set(MetricId::messages_dropped, c.dropped);
    set(MetricId::messages_recognised, c.recognised);
    set(MetricId::received_bytes, c.received_bytes);
    set(MetricId::pubacks, c.pubacks);
    set(MetricId::window_messages, c.window_messages);
    set(MetricId::window_size_messages, c.window_size);
    set(MetricId::window_bytes, c.window_bytes);
    families.set(MetricId::oldest_unacknowledged, {c.client_id}, c.oldest_unacknowledged_s);
    if (c.broker_drops_in_s) families.set(MetricId::broker_drop, {c.client_id}, *c.broker_drops_in_s);
  }

  static void add(Families& families, const EventCounts& events) {
    for (const auto& [code, count] : events.kafka_errors) families.set(MetricId::kafka_errors, {code}, number(count));
    for (const auto& [client, count] : events.connects) families.set(MetricId::connects, {client}, number(count));
    for (const auto& [reason, count] : events.disconnects) families.set(MetricId::disconnects, {reason}, number(count));
    families.set(MetricId::take_overs, {}, number(events.take_overs));
    for (const auto& [certificate, end_s] : events.certificate_ends_s) {
      families.set(MetricId::certificate_expiry, {certificate}, static_cast<double>(end_s));
    }
  }

  void add_state(Families& families) const {
    families.set(MetricId::ready, {}, flag(metrics_.ready));
    families.set(MetricId::paused, {}, flag(metrics_.paused));
    for (const HealthWord word : {HealthWord::healthy, HealthWord::failed, HealthWord::abnormal, HealthWord::paused}) {
      families.set(MetricId::health, {std::string(to_text(word))}, flag(word == metrics_.word));
    }
    families.set(MetricId::kafka_reachable, {}, flag(metrics_.kafka_reachable));
    families.set(MetricId::build_info, {metrics_.build.version, metrics_.build.librdkafka, metrics_.build.paho}, 1);
    families.set(MetricId::start_time, {}, seconds(metrics_.started_ms));
  }

  const TaskMetrics& metrics_;
};

/// prometheus-cpp writes 16 digits, which makes 9.007000000000001 of 9.007; 15 hold every number of ours as it is.
void append_line(std::string& text, std::string_view line) {
  constexpr int digits = 15;
  const std::size_t at = line.rfind(' ') + 1;
  const std::string_view number = line.substr(at);
  double value = 0;
  std::array<char, 32> shorter{};
  if (number.size() > digits && !line.starts_with('#') &&
      std::from_chars(number.data(), number.data() + number.size(), value).ec == std::errc()) {
    const auto end =
        std::to_chars(shorter.data(), shorter.data() + shorter.size(), value, std::chars_format::general, digits);
    text.append(line.substr(0, at)).append(shorter.data(), end.ptr);
  } else {
    text.append(line);
  }
  text += '\n';
}

}  // namespace

std::string exposition(const TaskMetrics& metrics) {
  std::ostringstream written;
  prometheus::TextSerializer().Serialize(written, Snapshot(metrics).Collect());
  const std::string long_text = written.str();
  std::string text;
  text.reserve(long_text.size());
  for (std::size_t begin = 0; begin < long_text.size();) {
    const std::size_t end = std::min(long_text.find('\n', begin), long_text.size());
    append_line(text, std::string_view(long_text).substr(begin, end - begin));
    begin = end + 1;
  }
  return text;
}

}  // namespace sluice
