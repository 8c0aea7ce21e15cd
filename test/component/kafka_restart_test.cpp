// SPDX-License-Identifier: Apache-2.0
#include <pthread.h>

#include <algorithm>

#include "kafka/rdkafka_producer.hpp"
#include "kafka_rig.hpp"

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

void provoke_fatal_error(SinkRig& rig) {
  REQUIRE(rd_kafka_test_fatal_error(rig.sink->producer().handle(), RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER,
                                    "provoked") == RD_KAFKA_RESP_ERR_NO_ERROR);
}

bool has_verdict(const SinkRig& rig, Verdict verdict) {
  return std::any_of(rig.failed.begin(), rig.failed.end(),
                     [verdict](const auto& entry) { return entry.second.outcome.verdict == verdict; });
}

TEST_CASE("after a fatal error the restarted sink sends all open records again, in order") {
  MockKafka kafka;
  kafka.create_topic("telemetry", 1);
  SinkRig rig(kafka_config(kafka.brokers()));
  rig.submit(0, 50);
  REQUIRE(rig.until_reported());
  kafka.set_down();
  rig.submit(50, 100);

  provoke_fatal_error(rig);
  REQUIRE(rig.until([&] { return has_verdict(rig, Verdict::restart); }));
  rig.sink->restart();
  REQUIRE(rig.until_reported());
  CHECK(rig.failed.size() == 100);
  CHECK(rig.events.count("kafka_producer_restarted") == 1);

  kafka.set_up();
  rig.resubmit_all(Company::shared);
  REQUIRE(rig.until_reported());
  CHECK(rig.delivered.size() == 150);
  CHECK(rig.failed.empty());
  CHECK(numbers(KafkaReader(kafka.bootstrap(), "telemetry").read(150)) == count_from_zero(150));
}

TEST_CASE("a restart returns what is open with retry, in order of tickets, before it takes anything new") {
  MockKafka kafka;
  kafka.create_topic("telemetry", 4);
  kafka.set_round_trip(10s);  // all stay in flight
  SinkRig rig(kafka_config(kafka.brokers()));
  rig.submit(0, 500);

  rig.sink->restart();
  MqttMessage message;
  message.topic = "t";
  CHECK(rig.submit(message, 500) == Submission::Kind::full);
  Reports reports;
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (rig.sink->open() > 0) {
    REQUIRE(std::chrono::steady_clock::now() < deadline);
    pollfd descriptor{rig.sink->event_fd(), POLLIN, 0};
    ::poll(&descriptor, 1, 1000);
    rig.sink->poll(reports);
  }

  CHECK(reports.delivered.empty());
  REQUIRE(reports.failed.size() == 500);
  for (Ticket ticket = 0; ticket < 500; ++ticket) {
    CHECK(reports.failed[ticket].ticket == ticket);
    CHECK(reports.failed[ticket].outcome.verdict == Verdict::retry);
  }
}

TEST_CASE("a fatal error with nothing open shows with the next record, which is kept") {
  MockKafka kafka;
  kafka.create_topic("telemetry", 1);
  SinkRig rig(kafka_config(kafka.brokers()));
  provoke_fatal_error(rig);

  rig.submit(0, 1);
  REQUIRE(rig.until([&] { return has_verdict(rig, Verdict::restart); }));
  CHECK(rig.failed.at(0).outcome.code == "OUT_OF_ORDER_SEQUENCE_NUMBER");

  rig.sink->restart();
  REQUIRE(rig.until([&] {
    MqttMessage message;
    message.topic = "t";
    message.payload = "1";
    return rig.submit(message, 1) == Submission::Kind::pending;
  }));
  rig.resubmit_all(Company::shared);
  REQUIRE(rig.until_reported());
  CHECK(rig.delivered.size() == 2);
}

/// No thread can be made as long as it lives: the stack of each would be larger than the address space.
class NoNewThreads {
 public:
  NoNewThreads() {
    pthread_getattr_default_np(&usual_);
    pthread_attr_t attributes = usual_;
    REQUIRE(pthread_attr_setstacksize(&attributes, std::size_t{1} << 47U) == 0);
    REQUIRE(pthread_setattr_default_np(&attributes) == 0);
  }
  ~NoNewThreads() {
    pthread_setattr_default_np(&usual_);
    pthread_attr_destroy(&usual_);
  }
  NoNewThreads(const NoNewThreads&) = delete;
  NoNewThreads& operator=(const NoNewThreads&) = delete;

 private:
  pthread_attr_t usual_{};
};

TEST_CASE("a producer that cannot be made is tried again once a second, and nothing is lost meanwhile") {
  MockKafka kafka;
  kafka.create_topic("telemetry", 1);
  SinkRig rig(kafka_config(kafka.brokers()));
  kafka.set_down();
  rig.submit(0, 20);
  std::size_t rounds = 0;
  {
    const NoNewThreads in_want;
    rig.sink->restart();
    const auto end = Clock::now() + 1500ms;
    while (Clock::now() < end) {
      if (rig.round(100ms)) ++rounds;
      MqttMessage message;
      message.topic = "t";
      CHECK(rig.submit(message, 20) == Submission::Kind::full);
    }
    CHECK(rig.failed.empty());
    CHECK(rig.sink->next_poll().has_value());
    // Some for what comes back from the first producer, one for each try.
    CHECK(rounds < 40);
  }
  CHECK(std::ranges::any_of(rig.events.events, [](const Event& event) {
    return event.severity == Severity::warn && event.text.find("cannot make a producer") != std::string::npos;
  }));
  kafka.set_up();
  REQUIRE(rig.until_reported());
  CHECK(rig.failed.size() == 20);
  CHECK_FALSE(rig.sink->next_poll().has_value());
  rig.resubmit_all(Company::shared);
  REQUIRE(rig.until_reported());
  CHECK(rig.delivered.size() == 20);
}

}  // namespace
}  // namespace sluice::test
