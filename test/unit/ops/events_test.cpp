// SPDX-License-Identifier: Apache-2.0
#include "ops/events.hpp"

#include <catch2/catch.hpp>

#include "ops/event_budget.hpp"
#include "ops/log.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;

TEST_CASE("each event reads as a whole line") {
  struct Case {
    Event event;
    std::string line;
  };
  const SummaryFacts facts{10, 2, 5, 1, 1, 1, 3, 2};
  const RefusedFacts refused{"c", "a/b", "kafka", "MSG_SIZE_TOO_LARGE", "too large"};
  const Case cases[] = {
      {started(
           {"1.0", "librdkafka 2.0.2", "plant", "g", {"a/#", "b"}, {"c", "c-1"}, {"mqtt://h:1883"}, {"k:9092"}, "t"}),
       R"(event=started msg="sluice 1.0 started" version=1.0 libraries="librdkafka 2.0.2" task=plant group=g filters=a/#,b )"
       R"(client_ids=c,c-1 brokers=mqtt://h:1883 kafka=k:9092 topic=t)"},
      {summary(facts),
       R"(event=summary msg="totals since the start" received=10 redelivered=2 delivered=5 filtered=1 dead_lettered=1 dropped=1 recognised=3 in_flight=2)"},
      {stopping("SIGTERM", 25s),
       R"(event=stopping msg="stopping: delivering and acknowledging what is read" why=SIGTERM deadline_ms=25000)"},
      {stopped(facts, 0, ""),
       R"(event=stopped msg="stopped in order" exit_code=0 received=10 redelivered=2 delivered=5 filtered=1 dead_lettered=1 dropped=1 recognised=3 in_flight=2)"},
      {ready("c", "mqtt://h:1883", "g", {"a/#"}),
       R"(event=ready msg="subscribed, forwarding" client_id=c broker=mqtt://h:1883 group=g filters=a/#)"},
      {connection_lost("c", "mqtt://h:1883", "not_authorized", "CONNACK 0x87 Not authorized", "check mqtt.username"),
       R"(event=connection_lost msg="CONNACK 0x87 Not authorized" client_id=c broker=mqtt://h:1883 )"
       R"(reason=not_authorized remedy="check mqtt.username")"},
      {listening("http://127.0.0.1:9464"),
       R"(event=listening msg="metrics, health and the status page are served" url=http://127.0.0.1:9464)"},
      {paused("127.0.0.1"),
       R"(event=paused msg="nothing more is read from the broker until POST /resume; what is read is delivered, sessions )"
       R"(and keep-alive go on" by=127.0.0.1)"},
      {resumed("127.0.0.1"), R"(event=resumed msg="messages are read again" by=127.0.0.1)"},
      {retrying("c", 700ms, false), R"(event=retrying msg="trying again" client_id=c delay_ms=700)"},
      {undeliverable(refused),
       R"(event=undeliverable msg="too large" client_id=c topic=a/b stage=kafka code=MSG_SIZE_TOO_LARGE)"},
      {dead_letter(refused, "dead", 0),
       R"(event=dead_letter msg="too large" client_id=c topic=a/b stage=kafka code=MSG_SIZE_TOO_LARGE )"
       R"(dead_letter_topic=dead)"},
      {dead_letter({"c", "", "kafka", "INVALID_RECORD", "no key"}, "dead", 7),
       R"(event=dead_letter msg="no key" client_id=c stage=kafka code=INVALID_RECORD dead_letter_topic=dead kept_quiet=7)"},
      {message_dropped(refused, 1),
       R"(event=message_dropped msg="too large" client_id=c topic=a/b stage=kafka code=MSG_SIZE_TOO_LARGE kept_quiet=1)"},
      {delivery_troubled("c", "_TRANSPORT", "away", false, ""),
       R"(event=delivery_troubled msg="away" client_id=c code=_TRANSPORT needs_operator=false)"},
      {delivery_troubled("c", "TOPIC_AUTHORIZATION_FAILED", "no", true, "dead"),
       R"(event=delivery_troubled msg="no" client_id=c code=TOPIC_AUTHORIZATION_FAILED needs_operator=true )"
       R"(dead_letter_topic=dead)"},
      {delivery_recovered("c", ""), R"(event=delivery_recovered msg="records are delivered again" client_id=c)"},
      {delivery_recovered("c", "dead"),
       R"(event=delivery_recovered msg="dead letters are delivered again" client_id=c dead_letter_topic=dead)"},
      {kafka_back("k:9092"), R"(event=kafka_back msg="Kafka answers again" brokers=k:9092)"},
      {kafka_error(Severity::warn, "_FAIL", "broken", 0), R"(event=kafka_error msg="broken" code=_FAIL)"},
      {kafka_log(Severity::warn, "SASL", "odd", 3), R"(event=kafka_log msg="odd" facility=SASL kept_quiet=3)"},
      {kafka_producer_restarted("lost", 2, 0),
       R"(event=kafka_producer_restarted msg="the Kafka producer lost its sequence state and is made anew; 2 open records are sent again, duplicates are possible, loss is not: lost" open=2)"},
  };
  for (const Case& c : cases) CHECK(to_logfmt(c.event) == c.line);
}

TEST_CASE("each event of what protects the connections reads as a whole line") {
  CHECK(
      to_logfmt(certificate_expires("the client certificate", "CN=me", "2026-01-31T23:59:59Z", 12)) ==
      R"(event=certificate_expires msg="the client certificate (CN=me) ends in 12 days, on 2026-01-31T23:59:59Z; renew it: )"
      R"(a changed file is used without a restart" subject="CN=me" end=2026-01-31T23:59:59Z days_left=12)");
  CHECK(to_logfmt(certificate_expires("the CA certificate", "CN=ca", "2026-01-31T23:59:59Z", -1)) ==
        R"(event=certificate_expires msg="the CA certificate (CN=ca) has ended on 2026-01-31T23:59:59Z; renew it: a )"
        R"(changed file is used without a restart" subject="CN=ca" end=2026-01-31T23:59:59Z days_left=-1)");
  CHECK(to_logfmt(certificate_in_use("the CA certificate", "CN=ca", "2026-01-31T23:59:59Z", 1769903999)) ==
        R"x(event=certificate_in_use msg="the CA certificate (CN=ca) is good until 2026-01-31T23:59:59Z" )x"
        R"x(certificate="the CA certificate (CN=ca)" end_s=1769903999)x");
  CHECK(to_logfmt(certificates_reloaded("mqtt.tls", "CN=me", "2026-01-31T23:59:59Z")) ==
        R"(event=certificates_reloaded msg="the certificate files have changed; new connections use them" )"
        R"(section=mqtt.tls subject="CN=me" end=2026-01-31T23:59:59Z)");
  CHECK(to_logfmt(certificates_unusable("mqtt.tls.ca: damaged")) ==
        R"(event=certificates_unusable msg="the certificate files have changed and cannot be used, those read before )"
        R"(stay in use: mqtt.tls.ca: damaged")");
  CHECK(to_logfmt(secret_unreadable("mqtt.password", "gone")) ==
        R"(event=secret_unreadable msg="mqtt.password cannot be read again, its last value stays in use: gone" )"
        R"(key=mqtt.password)");
}

TEST_CASE("a flood of one kind of event is told ten times a minute, the rest as a number") {
  EventBudget budget;
  const TimePoint now{1h};
  for (int i = 0; i < 10; ++i) REQUIRE(budget.take(now) == 0U);
  for (int i = 0; i < 500; ++i) REQUIRE_FALSE(budget.take(now + 59s));
  REQUIRE(budget.take(now + 60s) == 500U);
  REQUIRE(budget.take(now + 60s) == 0U);
}

TEST_CASE("the severity of the end follows the exit code") {
  REQUIRE(stopped({}, 0, "").severity == Severity::info);
  REQUIRE(stopped({}, 4, "left").severity == Severity::warn);
  REQUIRE(stopped({}, 1, "failed").severity == Severity::error);
  REQUIRE(stopped({}, 3, "refused").severity == Severity::error);
}

}  // namespace
}  // namespace sluice
