// SPDX-License-Identifier: Apache-2.0
#include "ops/health.hpp"

#include <catch2/catch.hpp>

namespace sluice {
namespace {

using Reasons = std::vector<std::string>;

HealthFacts good() {
  HealthFacts facts;
  facts.kafka_reachable = true;
  facts.topics = {{"plant", true, "", false}};
  facts.connections = {{"c", "ready", true, {}}};
  return facts;
}

struct Case {
  const char* name;
  void (*change)(HealthFacts& facts);
  HealthWord word;
  bool ready;
  Reasons reasons;
};

const Case cases[] = {
    {"all is well", [](HealthFacts&) {}, HealthWord::healthy, true, {}},
    {"Kafka has not answered",
     [](HealthFacts& f) { f.kafka_reachable = false; },
     HealthWord::abnormal,
     false,
     {"Kafka has not answered yet"}},
    {"Kafka is away: its topics are no other reason",
     [](HealthFacts& f) {
       f.kafka_reachable = false;
       f.kafka_text = "Kafka is away";
       f.topics[0].writable = false;
     },
     HealthWord::abnormal,
     false,
     {"Kafka is away"}},
    {"a topic is missing",
     [](HealthFacts& f) {
       f.topics[0] = {"plant", false, "make topic `plant`", false};
     },
     HealthWord::abnormal,
     false,
     {"make topic `plant`"}},
    {"a topic is not allowed",
     [](HealthFacts& f) {
       f.topics[0] = {"plant", false, "grant WRITE", true};
     },
     HealthWord::failed,
     false,
     {"grant WRITE"}},
    {"nothing is known of a topic",
     [](HealthFacts& f) {
       f.topics[0] = {"plant", false, "", false};
     },
     HealthWord::abnormal,
     false,
     {"topic `plant` is not writable"}},
    {"no connection yet",
     [](HealthFacts& f) { f.connections.clear(); },
     HealthWord::abnormal,
     false,
     {"the task is starting"}},
    {"a connection is away",
     [](HealthFacts& f) {
       f.connections[0].ready = false;
       f.connections[0].state = "backing_off";
       f.connections[0].notes.loss = "refused; start the broker";
     },
     HealthWord::abnormal,
     false,
     {"connection c is backing_off: refused; start the broker"}},
    {"a connection is refused",
     [](HealthFacts& f) {
       f.connections[0] = {"c", "backing_off", false, {"CONNACK 0x87", true, "", false, ""}};
     },
     HealthWord::failed,
     false,
     {"connection c is backing_off: CONNACK 0x87"}},
    {"a connection has come back",
     [](HealthFacts& f) { f.connections[0].notes.loss = "was lost"; },
     HealthWord::healthy,
     true,
     {}},
    {"records come back and are sent again",
     [](HealthFacts& f) { f.connections[0].notes.trouble = "no leader"; },
     HealthWord::abnormal,
     true,
     {"records of connection c are not taken: no leader"}},
    {"records are refused",
     [](HealthFacts& f) {
       f.connections[0].notes.trouble = "grant WRITE";
       f.connections[0].notes.trouble_needs_operator = true;
     },
     HealthWord::failed,
     false,
     {"records of connection c are not taken: grant WRITE"}},
    {"nothing becomes safe",
     [](HealthFacts& f) { f.connections[0].notes.stall = "nothing moves"; },
     HealthWord::abnormal,
     true,
     {"connection c: nothing moves"}},
    {"paused",
     [](HealthFacts& f) { f.paused = true; },
     HealthWord::paused,
     false,
     {"an operator has paused the task: nothing is read until POST /resume"}},
    {"paused while Kafka is away",
     [](HealthFacts& f) {
       f.paused = true;
       f.kafka_reachable = false;
     },
     HealthWord::paused,
     false,
     {"an operator has paused the task: nothing is read until POST /resume", "Kafka has not answered yet"}},
    {"paused, but an operator is needed too",
     [](HealthFacts& f) {
       f.paused = true;
       f.topics[0] = {"plant", false, "grant WRITE", true};
     },
     HealthWord::failed,
     false,
     {"an operator has paused the task: nothing is read until POST /resume", "grant WRITE"}},
    {"stopping",
     [](HealthFacts& f) {
       f.stopping = true;
       f.connections.clear();
     },
     HealthWord::abnormal,
     false,
     {"the task is stopping"}},
    {"the same trouble of two connections is one reason",
     [](HealthFacts& f) {
       f.topics.push_back({"dead", false, "make it", false});
       f.topics.push_back({"other", false, "make it", false});
     },
     HealthWord::abnormal,
     false,
     {"make it"}},
};

TEST_CASE("the parts of a task fold into one word, readiness and the reasons") {
  for (const Case& c : cases) {
    CAPTURE(c.name);
    HealthFacts facts = good();
    c.change(facts);
    const Health health = fold(facts);
    CHECK(to_text(health.word) == to_text(c.word));
    CHECK(health.ready == c.ready);
    CHECK(health.reasons == c.reasons);
  }
}

}  // namespace
}  // namespace sluice
