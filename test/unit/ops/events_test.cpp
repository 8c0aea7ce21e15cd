// SPDX-License-Identifier: Apache-2.0
#include "ops/events.hpp"

#include <catch2/catch.hpp>

#include "ops/log.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;

TEST_CASE("each event reads as a whole line") {
  struct Case {
    Event event;
    std::string line;
  };
  const SummaryFacts facts{10, 2, 7, 1, 2};
  const Case cases[] = {
      {started(
           {"1.0", "librdkafka 2.0.2", "plant", "g", {"a/#", "b"}, {"c", "c-1"}, {"mqtt://h:1883"}, {"k:9092"}, "t"}),
       R"(event=started msg="sluice 1.0 started" version=1.0 libraries="librdkafka 2.0.2" task=plant group=g filters=a/#,b )"
       R"(client_ids=c,c-1 brokers=mqtt://h:1883 kafka=k:9092 topic=t)"},
      {summary(facts),
       R"(event=summary msg="totals since the start" received=10 redelivered=2 delivered=7 filtered=1 in_flight=2)"},
      {stopping("SIGTERM", 25s),
       R"(event=stopping msg="stopping: delivering and acknowledging what is read" why=SIGTERM deadline_ms=25000)"},
      {stopped(facts, 0, ""),
       R"(event=stopped msg="stopped in order" exit_code=0 received=10 redelivered=2 delivered=7 filtered=1 in_flight=2)"},
      {ready("c", "mqtt://h:1883", "g", {"a/#"}),
       R"(event=ready msg="subscribed, forwarding" client_id=c broker=mqtt://h:1883 group=g filters=a/#)"},
      {connection_lost("c", "mqtt://h:1883", "CONNACK 0x87 Not authorized", "check mqtt.username"),
       R"(event=connection_lost msg="CONNACK 0x87 Not authorized" client_id=c broker=mqtt://h:1883 )"
       R"(remedy="check mqtt.username")"},
      {retrying("c", 700ms, false), R"(event=retrying msg="trying again" client_id=c delay_ms=700)"},
      {undeliverable("c", "a/b", "kafka", "MSG_SIZE_TOO_LARGE", "too large"),
       R"(event=undeliverable msg="too large" client_id=c topic=a/b stage=kafka code=MSG_SIZE_TOO_LARGE)"},
  };
  for (const Case& c : cases) CHECK(to_logfmt(c.event) == c.line);
}

TEST_CASE("the severity of the end follows the exit code") {
  REQUIRE(stopped({}, 0, "").severity == Severity::info);
  REQUIRE(stopped({}, 4, "left").severity == Severity::warn);
  REQUIRE(stopped({}, 1, "failed").severity == Severity::error);
  REQUIRE(stopped({}, 3, "refused").severity == Severity::error);
}

}  // namespace
}  // namespace sluice
