// SPDX-License-Identifier: Apache-2.0
#include "ops/status_json.hpp"

#include <catch2/catch.hpp>

namespace sluice {
namespace {

TaskStatus sample() {
  TaskStatus status;
  status.version = "1.0";
  status.task = "plant";
  status.group = "g";
  status.filters = {"a/#", "b"};
  status.now_ms = 2000;
  status.started_ms = 1000;
  status.word = HealthWord::abnormal;
  status.reasons = {"Kafka is away"};
  status.kafka_reachable = false;
  status.topics = {{"t", true}, {"dead", false}};
  status.connections = {{"c", "mqtt://h:1883", "ready", true, 3, 10, 300, 1.5, std::nullopt},
                        {"c-1", "", "idle", false, 0, 10, 0, 0, 12.5}};
  status.totals = {9, 5, 1, 1, 0, 2, 2};
  status.history = {{1500, {4, 3, 0, 0, 0, 1, 1}, 0.5}};
  status.errors = {{1700, Severity::warn, "kafka_unreachable", "no answer from k:9092", "start Kafka", 3}};
  status.configuration = "task: plant\n";
  return status;
}

TEST_CASE("the status is one JSON object with the names of its members") {
  CHECK(
      status_json(sample()) ==
      R"({"version":"1.0","task":"plant","group":"g","filters":["a/#","b"],"now_ms":2000,"started_ms":1000,)"
      R"("health":"abnormal","alive":true,"ready":false,"paused":false,"reasons":["Kafka is away"],)"
      R"("kafka_reachable":false,"topics":[{"name":"t","writable":true},{"name":"dead","writable":false}],)"
      R"("connections":[{"client_id":"c","broker":"mqtt://h:1883","state":"ready","ready":true,"window_used":3,)"
      R"("window_size":10,"bytes_in_flight":300,"oldest_unacknowledged_s":1.5,"broker_drops_in_s":null},)"
      R"({"client_id":"c-1","broker":"","state":"idle","ready":false,"window_used":0,"window_size":10,)"
      R"("bytes_in_flight":0,"oldest_unacknowledged_s":0.0,"broker_drops_in_s":12.5}],)"
      R"("totals":{"received":9,"delivered":5,"filtered":1,"dead_lettered":1,"dropped":0,"redelivered":2,"in_flight":2},)"
      R"("history":[{"time_ms":1500,"received":4,"delivered":3,"filtered":0,"dead_lettered":0,"dropped":0,)"
      R"("redelivered":1,"in_flight":1,"oldest_unacknowledged_s":0.5}],)"
      R"("errors":[{"time_ms":1700,"severity":"warn","name":"kafka_unreachable","text":"no answer from k:9092",)"
      R"("remedy":"start Kafka","count":3}],"configuration":"task: plant\n"})");
}

TEST_CASE("a probe is told why, without history and configuration") {
  CHECK(readiness_json(sample()) ==
        R"({"ready":false,"health":"abnormal","paused":false,"reasons":["Kafka is away"],)"
        R"("kafka":{"reachable":false,"topics":[{"name":"t","writable":true},{"name":"dead","writable":false}]},)"
        R"("connections":[{"client_id":"c","broker":"mqtt://h:1883","state":"ready","ready":true},)"
        R"({"client_id":"c-1","broker":"","state":"idle","ready":false}]})");
}

TEST_CASE("bytes that are no UTF-8 do not spoil the status") {
  TaskStatus status;
  status.task = "a\xff";
  CHECK(status_json(status).find(R"("task":"a)"
                                 "\xEF\xBF\xBD"
                                 R"(")") != std::string::npos);
}

TEST_CASE("health is one of four words") {
  CHECK(to_text(HealthWord::healthy) == "healthy");
  CHECK(to_text(HealthWord::failed) == "failed");
  CHECK(to_text(HealthWord::abnormal) == "abnormal");
  CHECK(to_text(HealthWord::paused) == "paused");
}

}  // namespace
}  // namespace sluice
