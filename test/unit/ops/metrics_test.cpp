// SPDX-License-Identifier: Apache-2.0
// One table: the page, and all that is exposed.
#include <catch2/catch.hpp>
#include <fstream>
#include <set>
#include <sstream>

#include "ops/exposition.hpp"
#include "ops/metrics_table.hpp"

namespace sluice {
namespace {

TaskMetrics sample() {
  TaskMetrics metrics;
  ConnectionMetrics connection;
  connection.client_id = "plant-0";
  connection.received = 11;
  connection.redelivered = 1;
  connection.delivered = 7;
  connection.filtered = 1;
  connection.dead_lettered = 1;
  connection.recognised = 2;
  connection.routed = {3, 0, 4};
  connection.received_bytes = 1100;
  connection.pubacks = 9;
  connection.window_messages = 2;
  connection.window_size = 1000;
  connection.window_bytes = 200;
  connection.oldest_unacknowledged_s = 1.5;
  connection.broker_drops_in_s = 90;
  DurationHistogram times;
  for (const std::int64_t ms : {-3, 0, 5, 6, 6, 70'000, 4'000'000}) times.observe(ms);
  connection.delivery = {times.counts(), times.sum_ms()};
  metrics.connections = {connection};
  metrics.events.kafka_errors = {{"_TRANSPORT", 3}};
  metrics.events.connects = {{"plant-0", 2}};
  metrics.events.disconnects = {{"network", 1}};
  metrics.events.take_overs = 1;
  metrics.events.certificate_ends_s = {{"the CA \"x\"", 1'800'000'000}};
  metrics.build = {"1.0", "2.0.2", "Paho"};
  metrics.started_ms = 1'700'000'000'500;
  metrics.ready = true;
  metrics.kafka_reachable = true;
  metrics.word = HealthWord::healthy;
  return metrics;
}

std::string line_of(const std::string& text, const std::string& begin) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(begin)) return line;
  }
  return "";
}

/// Names in lines such as `# TYPE name counter`.
std::set<std::string> typed_names(const std::string& text) {
  std::set<std::string> names;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# TYPE ")) names.insert(line.substr(7));
  }
  return names;
}

}  // namespace

TEST_CASE("docs/metrics.md is what `sluice reference --metrics` prints") {
  std::ifstream file(std::string(SLUICE_SOURCE_DIR) + "/docs/metrics.md");
  std::ostringstream text;
  text << file.rdbuf();
  CHECK(text.str() == metrics_markdown());
}

TEST_CASE("names say what they count and in which unit") {
  std::set<std::string_view> names;
  for (const MetricSpec& spec : metrics_table()) {
    CAPTURE(spec.name);
    CHECK(names.insert(spec.name).second);
    CHECK(spec.name.starts_with("sluice_"));
    CHECK((spec.type == MetricType::counter) == spec.name.ends_with("_total"));
    CHECK((spec.type == MetricType::histogram) <= spec.name.ends_with("_seconds"));
    CHECK(spec.help.ends_with('.'));
    for (const std::string_view label : spec.labels) CHECK(label != "topic");
  }
}

TEST_CASE("what is exposed is the table, each with its type") {
  std::set<std::string> expected;
  for (const MetricSpec& spec : metrics_table()) {
    expected.insert(std::string(spec.name) + ' ' + std::string(to_text(spec.type)));
  }
  CHECK(typed_names(exposition(sample())) == expected);
  CHECK(typed_names(exposition({})) == expected);
}

TEST_CASE("values and labels stand in Prometheus's text") {
  const std::string text = exposition(sample());
  for (const char* line :
       {R"(sluice_messages_received_total{client_id="plant-0"} 11)", R"(sluice_pubacks_total{client_id="plant-0"} 9)",
        R"(sluice_messages_routed_total{route="0"} 3)", R"(sluice_messages_routed_total{route="1"} 0)",
        R"(sluice_messages_routed_total{route="none"} 4)", R"(sluice_window_size_messages{client_id="plant-0"} 1000)",
        R"(sluice_oldest_unacknowledged_seconds{client_id="plant-0"} 1.5)",
        R"(sluice_broker_drop_seconds{client_id="plant-0"} 90)", R"(sluice_kafka_errors_total{code="_TRANSPORT"} 3)",
        R"(sluice_disconnects_total{reason="network"} 1)", "sluice_take_overs_total 1", "sluice_ready 1",
        "sluice_paused 0", R"(sluice_health{word="healthy"} 1)", R"(sluice_health{word="paused"} 0)",
        R"(sluice_certificate_expiry_timestamp_seconds{certificate="the CA \"x\""} 1800000000)",
        R"(sluice_build_info{version="1.0",librdkafka="2.0.2",paho="Paho"} 1)",
        "sluice_start_time_seconds 1700000000.5"}) {
    CHECK(line_of(text, line) == line);
  }
}

TEST_CASE("a number has no more digits than were counted") {
  TaskMetrics metrics = sample();
  for (std::int64_t ms = 1; ms < 20'000; ms += 7) {
    metrics.connections.front().oldest_unacknowledged_s = static_cast<double>(ms) / 1000;
    metrics.connections.front().broker_drops_in_s = static_cast<double>(ms + 86'400'000) / 1000;
    const std::string text = exposition(metrics);
    // 1.007 and 1.5 alike: as milliseconds without zeros behind.
    std::string digits = std::to_string(1'000 + ms % 1000).substr(1);
    digits.erase(digits.find_last_not_of('0') + 1);
    const std::string part = digits.empty() ? "" : '.' + digits;
    const std::string oldest = R"(sluice_oldest_unacknowledged_seconds{client_id="plant-0"} )";
    REQUIRE(line_of(text, oldest) == oldest + std::to_string(ms / 1000) + part);
    const std::string drop = R"(sluice_broker_drop_seconds{client_id="plant-0"} )";
    REQUIRE(line_of(text, drop) == drop + std::to_string(86'400 + ms / 1000) + part);
  }
}

TEST_CASE("routes are counted over all connections") {
  TaskMetrics metrics = sample();
  metrics.connections.push_back(metrics.connections.front());
  metrics.connections.back().client_id = "plant-0-1";
  const std::string text = exposition(metrics);
  CHECK(line_of(text, R"(sluice_messages_routed_total{route="0"})") == R"(sluice_messages_routed_total{route="0"} 6)");
  CHECK(line_of(text, R"(sluice_messages_routed_total{route="none"})") ==
        R"(sluice_messages_routed_total{route="none"} 8)");
}

TEST_CASE("a histogram counts each duration in all buckets that hold it") {
  const std::string text = exposition(sample());
  for (const char* line :
       {R"(sluice_delivery_seconds_count 7)", R"(sluice_delivery_seconds_bucket{le="0.005"} 3)",
        R"(sluice_delivery_seconds_bucket{le="0.01"} 5)", R"(sluice_delivery_seconds_bucket{le="60"} 5)",
        R"(sluice_delivery_seconds_bucket{le="300"} 6)", R"(sluice_delivery_seconds_bucket{le="+Inf"} 7)",
        R"(sluice_delivery_seconds_sum 4070.017)", R"(sluice_publisher_to_kafka_seconds_count 0)"}) {
    CHECK(line_of(text, line) == line);
  }
}

TEST_CASE("an estimate that there is none of is absent") {
  TaskMetrics metrics = sample();
  metrics.connections.front().broker_drops_in_s.reset();
  CHECK(line_of(exposition(metrics), "sluice_broker_drop_seconds{").empty());
}

}  // namespace sluice
