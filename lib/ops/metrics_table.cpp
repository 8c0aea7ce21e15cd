// SPDX-License-Identifier: Apache-2.0
#include "ops/metrics_table.hpp"

#include <array>

#include "ops/duration_histogram.hpp"

namespace sluice {

namespace {

constexpr std::array<std::string_view, 1> by_client{"client_id"};
constexpr std::array<std::string_view, 1> by_route{"route"};
constexpr std::array<std::string_view, 1> by_code{"code"};
constexpr std::array<std::string_view, 1> by_reason{"reason"};
constexpr std::array<std::string_view, 1> by_word{"word"};
constexpr std::array<std::string_view, 1> by_certificate{"certificate"};
constexpr std::array<std::string_view, 3> by_build{"version", "librdkafka", "paho"};
constexpr std::span<const std::string_view> no_labels{};

constexpr std::array<MetricSpec, static_cast<std::size_t>(MetricId::count)> table{{
    {"sluice_messages_received_total", MetricType::counter, by_client,
     "PUBLISH packets taken from the MQTT broker; not the repeat of one that is still open."},
    {"sluice_messages_redelivered_total", MetricType::counter, by_client,
     "Of the messages received, those with the DUP flag: the broker sent them before."},
    {"sluice_messages_delivered_total", MetricType::counter, by_client,
     "Messages whose record Kafka has acknowledged."},
    {"sluice_messages_filtered_total", MetricType::counter, by_client,
     "Messages that `mapping.where` did not let pass; they are acknowledged to the broker."},
    {"sluice_messages_dead_lettered_total", MetricType::counter, by_client,
     "Messages refused for good whose dead letter Kafka has acknowledged."},
    {"sluice_messages_dropped_total", MetricType::counter, by_client,
     "Messages refused for good and acknowledged to the broker without a dead letter, as `dead_letters.on_rejected: "
     "drop` "
     "asks."},
    {"sluice_messages_recognised_total", MetricType::counter, by_client,
     "Messages that came again after a reconnect and were tied to the record of the first time "
     "(`mqtt.avoid_duplicates`)."},
    {"sluice_messages_routed_total", MetricType::counter, by_route,
     "Messages that each of `mapping.routes` has taken, by its number from 0; `none`: no route has, the mapping's own "
     "keys count. Not those that were filtered, or too large to be mapped."},
    {"sluice_received_bytes_total", MetricType::counter, by_client,
     "Bytes of the PUBLISH packets received, headers included; of one above `mqtt.max_message_size` only what was "
     "kept."},
    {"sluice_pubacks_total", MetricType::counter, by_client, "PUBACK packets given to the connection."},
    {"sluice_window_messages", MetricType::gauge, by_client,
     "Messages that are read and not acknowledged to the broker."},
    {"sluice_window_size_messages", MetricType::gauge, by_client,
     "How many of them there may be: `mqtt.receive_maximum`."},
    {"sluice_window_bytes", MetricType::gauge, by_client, "Bytes of messages that are read and not safe in Kafka."},
    {"sluice_oldest_unacknowledged_seconds", MetricType::gauge, by_client,
     "Age of the oldest message that is read and not acknowledged; 0 while there is none. As exact as a second."},
    {"sluice_broker_drop_seconds", MetricType::gauge, by_client,
     "Estimated time until the broker's queue for this connection is full and it drops messages; 0 from then on, "
     "absent "
     "while there is no estimate, above all while messages become safe."},
    {"sluice_delivery_seconds", MetricType::histogram, no_labels,
     "Time from reading a PUBLISH to Kafka's acknowledgement of its record, to the millisecond."},
    {"sluice_publisher_to_kafka_seconds", MetricType::histogram, no_labels,
     "Time from the extended field message_timestamp to Kafka's acknowledgement; only messages that carry it. The "
     "clocks "
     "of both machines are compared; what would be negative counts as 0."},
    {"sluice_kafka_errors_total", MetricType::counter, by_code,
     "Errors of Kafka that were noticed, by librdkafka's name of the code: failed requests, connections, and refusals "
     "of "
     "records. Trouble that lasts counts once each time it begins."},
    {"sluice_connects_total", MetricType::counter, by_client, "CONNECTs that the MQTT broker accepted."},
    {"sluice_disconnects_total", MetricType::counter, by_reason,
     "Connections to the MQTT broker that were lost, and attempts that failed: `network`, `closed`, `untrusted`, "
     "`malformed`, `held_too_long`, or the reason code of the broker's packet by its name in MQTT 5."},
    {"sluice_take_overs_total", MetricType::counter, no_labels,
     "Of the disconnects, those because another process uses the client id, as told by the broker or as it looks."},
    {"sluice_ready", MetricType::gauge, no_labels,
     "1 while all filters are subscribed, Kafka is reachable, all topics are writable and nobody has paused the task; "
     "else 0. As `/readyz`."},
    {"sluice_paused", MetricType::gauge, no_labels, "1 while an operator has stopped the reading, else 0."},
    {"sluice_health", MetricType::gauge, by_word,
     "1 for the word that sums it up, 0 for the others: healthy, failed, abnormal, paused."},
    {"sluice_kafka_reachable", MetricType::gauge, no_labels, "1 while Kafka answers, else 0."},
    {"sluice_certificate_expiry_timestamp_seconds", MetricType::gauge, by_certificate,
     "When a certificate ends, in seconds since 1970: those of `mqtt.tls` and `kafka.tls`, and that of the MQTT "
     "broker."},
    {"sluice_build_info", MetricType::gauge, by_build, "Always 1; the labels tell the versions."},
    {"sluice_start_time_seconds", MetricType::gauge, no_labels, "When the process began, in seconds since 1970."},
}};

std::string labels_text(const MetricSpec& spec) {
  std::string text;
  for (const std::string_view label : spec.labels) text += (text.empty() ? "`" : ", `") + std::string(label) + '`';
  return text;
}

std::string bounds_text() {
  std::string text;
  for (const std::int64_t bound_ms : DurationHistogram::bounds_ms) {
    const std::string number =
        bound_ms % 1000 == 0 ? std::to_string(bound_ms / 1000) + " s" : std::to_string(bound_ms) + " ms";
    text += (text.empty() ? "" : ", ") + number;
  }
  return text;
}

constexpr std::string_view head = R"(# Metrics

<!-- Generated by `sluice reference --metrics`. Change the table instead: lib/ops/metrics_table.cpp -->

`GET /metrics` of the listener at `operations.listen` gives them in Prometheus's text format. Counters begin at 0 with the
process. Labels are few and bounded: never a topic, never what a publisher chose.

| metric | type | labels | meaning |
|---|---|---|---|
)";

}  // namespace

std::span<const MetricSpec> metrics_table() { return table; }

const MetricSpec& spec_of(MetricId id) { return table.at(static_cast<std::size_t>(id)); }

std::string_view to_text(MetricType type) {
  switch (type) {
    case MetricType::counter: return "counter";
    case MetricType::gauge: return "gauge";
    case MetricType::histogram: return "histogram";
  }
  return "";
}

std::string metrics_markdown() {
  std::string text(head);
  for (const MetricSpec& spec : table) {
    text += "| `" + std::string(spec.name) + "` | " + std::string(to_text(spec.type)) + " | " + labels_text(spec) +
            " | " + std::string(spec.help) + " |\n";
  }
  return text + "\nThe histograms have the bounds " + bounds_text() + ".\n";
}

}  // namespace sluice
