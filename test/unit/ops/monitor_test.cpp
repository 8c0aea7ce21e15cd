// SPDX-License-Identifier: Apache-2.0
#include "ops/monitor.hpp"

#include <catch2/catch.hpp>

#include "ops/events.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;
using Counts = std::map<std::string, std::uint64_t>;

struct Recorder final : EventSink {
  void emit(const Event& event) override { names.emplace_back(event.name); }
  std::vector<std::string> names;
};

struct Desk {
  Recorder log;
  std::int64_t now_ms = 1000;
  Monitor monitor{log, [this] { return now_ms; }};
};

}  // namespace

TEST_CASE("every event goes on to the log") {
  Desk desk;
  desk.monitor.emit(connected("c", "mqtt://h:1883", true));
  desk.monitor.emit(kafka_back("k:9092"));
  CHECK(desk.log.names == std::vector<std::string>{"connected", "kafka_back"});
}

TEST_CASE("connects, disconnects by reason and take-overs are counted") {
  Desk desk;
  Monitor& monitor = desk.monitor;
  monitor.emit(connected("c", "b", false));
  monitor.emit(connection_lost("c", "b", "network", "reset", ""));
  monitor.emit(connected("c", "b", true));
  monitor.emit(connection_lost("c", "b", "session_taken_over", "0x8E", "give each its own id"));
  monitor.emit(connected("c-1", "b", false));
  monitor.emit(connection_released("c-1", 1s));
  const EventCounts counts = monitor.counts();
  CHECK(counts.connects == Counts{{"c", 2}, {"c-1", 1}});
  CHECK(counts.disconnects == Counts{{"network", 1}, {"session_taken_over", 1}, {"held_too_long", 1}});
  CHECK(counts.take_overs == 1);
}

TEST_CASE("a client id that the broker has assigned counts as the configured one") {
  Desk desk;
  desk.monitor.emit(client_id_assigned("c", "b", "auto-7"));
  desk.monitor.emit(connected("auto-7", "b", false));
  CHECK(desk.monitor.counts().connects == Counts{{"c", 1}});
}

TEST_CASE("Kafka's errors are counted by code, with those that were kept quiet") {
  Desk desk;
  Monitor& monitor = desk.monitor;
  monitor.emit(kafka_error(Severity::debug, "_TRANSPORT", "reset", 4));
  monitor.emit(delivery_troubled("c", "NOT_ENOUGH_REPLICAS", "wait", false, ""));
  monitor.emit(kafka_unreachable("k:9092", "refused"));
  monitor.emit(kafka_authentication_refused("k:9092", "_AUTHENTICATION", "no", "correct it"));
  monitor.emit(dead_letter({"c", "t", "kafka", "MSG_SIZE_TOO_LARGE", "too large"}, "dead", 2));
  monitor.emit(dead_letter({"c", "t", "mapping", "ILLEGAL_TOPIC", "odd"}, "dead", 0));
  CHECK(monitor.counts().kafka_errors == Counts{{"_TRANSPORT", 5},
                                                {"NOT_ENOUGH_REPLICAS", 1},
                                                {"_ALL_BROKERS_DOWN", 1},
                                                {"_AUTHENTICATION", 1},
                                                {"MSG_SIZE_TOO_LARGE", 3}});
}

TEST_CASE("recent errors are the newest first, equal ones are one with a count") {
  Desk desk;
  Monitor& monitor = desk.monitor;
  monitor.emit(connection_lost("c", "b", "network", "refused", "start the broker"));
  desk.now_ms = 2000;
  monitor.emit(kafka_error(Severity::warn, "_FAIL", "broken", 0));
  monitor.emit(kafka_error(Severity::debug, "_TRANSPORT", "no error", 0));
  desk.now_ms = 3000;
  monitor.emit(connection_lost("c", "b", "network", "refused", "start the broker"));
  const auto errors = monitor.recent_errors();
  REQUIRE(errors.size() == 2);
  CHECK(errors[0].name == "connection_lost");
  CHECK(errors[0].text == "refused");
  CHECK(errors[0].remedy == "start the broker");
  CHECK(errors[0].time_ms == 3000);
  CHECK(errors[0].count == 2);
  CHECK(errors[1].name == "kafka_error");
}

TEST_CASE("what is remembered is bounded") {
  Desk desk;
  for (int i = 0; i < 1000; ++i) {
    desk.monitor.emit(connected("c" + std::to_string(i), "b", false));
    desk.monitor.emit(connection_lost("c", "b", "network", std::to_string(i), ""));
  }
  CHECK(desk.monitor.recent_errors().size() == Monitor::errors_max);
  const auto connects = desk.monitor.counts().connects;
  CHECK(connects.size() == Monitor::labels_max + 1);
  CHECK(connects.at("other") == 1000 - Monitor::labels_max);
}

TEST_CASE("what has come right is no reason any more") {
  Desk desk;
  Monitor& monitor = desk.monitor;
  monitor.emit(connection_lost("c", "b", "not_authorized", "CONNACK 0x87", "check mqtt.username"));
  monitor.emit(retrying("c", 30s, true));
  monitor.emit(delivery_troubled("c", "X", "no leader", true, ""));
  monitor.emit(delivery_stalled({"c", 6s, 1, 2, 0, "", std::nullopt}));
  CHECK(monitor.notes_of("c").loss == "CONNACK 0x87; check mqtt.username");
  CHECK(monitor.notes_of("c").loss_needs_operator);
  CHECK(monitor.notes_of("c").trouble == "no leader");
  CHECK(monitor.notes_of("c").trouble_needs_operator);
  CHECK_FALSE(monitor.notes_of("c").stall.empty());
  monitor.emit(ready("c", "b", "g", {"a"}));
  monitor.emit(delivery_recovered("c", ""));
  monitor.emit(delivery_resumed("c", 7s));
  CHECK(monitor.notes_of("c").loss.empty());
  CHECK_FALSE(monitor.notes_of("c").loss_needs_operator);
  CHECK(monitor.notes_of("c").trouble.empty());
  CHECK(monitor.notes_of("c").stall.empty());
}

TEST_CASE("a share that was handed over is a reason until the connection is ready again") {
  Desk desk;
  desk.monitor.emit(share_handed_over("c", 30s));
  CHECK(desk.monitor.notes_of("c").loss ==
        "messages have been unacknowledged for mqtt.hold_limit: unsubscribed, so that the other replicas get what is "
        "published; what this session holds already waits until Kafka takes it");
  CHECK(desk.monitor.counts().disconnects.empty());
  desk.monitor.emit(delivery_stalled({"c", 40s, 1, 2, 1000, "max_queued_messages", std::nullopt, true}));
  CHECK(desk.monitor.notes_of("c").stall ==
        "nothing has become safe in Kafka: messages wait unacknowledged, the other replicas get the rest");
  desk.monitor.emit(share_taken_back("c"));
  desk.monitor.emit(ready("c", "b", "g", {"a"}));
  CHECK(desk.monitor.notes_of("c").loss.empty());
}

TEST_CASE("a stall says when the broker will drop messages, and that it does from then on") {
  Desk desk;
  Monitor& monitor = desk.monitor;
  const std::string head =
      "nothing has become safe in Kafka: messages wait unacknowledged, the rest queues at the broker; ";
  const std::string tail = " max_queued_messages at the broker and mqtt.broker_queue_limit with it";
  monitor.emit(delivery_stalled({"c", 6s, 1, 2, 1000, "max_queued_messages", 90s}));
  CHECK(monitor.notes_of("c").stall == head + "bring Kafka back before, or raise" + tail);
  monitor.emit(delivery_stalled({"c", 96s, 1, 2, 1000, "max_queued_messages", 0ms}));
  CHECK(monitor.notes_of("c").stall ==
        head + "by this estimate the broker drops messages now: bring Kafka back, or raise" + tail);
}

TEST_CASE("the last word on reaching Kafka is kept") {
  Desk desk;
  CHECK_FALSE(desk.monitor.kafka_word());
  desk.monitor.emit(kafka_unreachable("k:9092", "refused"));
  CHECK_FALSE(desk.monitor.kafka_word().value().is_reachable);
  CHECK(desk.monitor.kafka_word().value().text.starts_with("Kafka cannot be reached at k:9092: refused"));
  desk.monitor.emit(kafka_back("k:9092"));
  CHECK(desk.monitor.kafka_word().value().is_reachable);
}

TEST_CASE("the end of each certificate is kept") {
  Desk desk;
  desk.monitor.emit(certificate_in_use("the CA certificate in mqtt.tls.ca", "CN=ca", "2026-01-31T23:59:59Z", 7));
  CHECK(desk.monitor.counts().certificate_ends_s ==
        std::map<std::string, std::int64_t>{{"the CA certificate in mqtt.tls.ca (CN=ca)", 7}});
}

}  // namespace sluice
