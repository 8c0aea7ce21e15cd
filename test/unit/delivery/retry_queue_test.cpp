// SPDX-License-Identifier: Apache-2.0
#include "delivery/retry_queue.hpp"

#include <catch2/catch.hpp>

#include "support/fake_sink.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

void add(RetryQueue& queue, Ticket ticket, Verdict verdict, TimePoint now) {
  queue.add(ticket, verdict, std::make_unique<test::FakeSink::Record>("t"), now);
}

TEST_CASE("records go again in order of receipt, whatever order they came back in") {
  test::FakeSink sink;
  RetryQueue queue(1);
  const TimePoint now{};
  for (const Ticket ticket : {Ticket{5}, Ticket{2}, Ticket{9}}) add(queue, ticket, Verdict::retry, now + 1h);
  queue.resend(sink, now + 2h);
  REQUIRE(sink.take_log() == Lines{"again 2 t", "again 5 t", "again 9 t"});
  REQUIRE_FALSE(queue.idle());
  for (const Ticket ticket : {Ticket{2}, Ticket{5}, Ticket{9}}) queue.reported(ticket);
  REQUIRE(queue.idle());
}

TEST_CASE("a wave of failures waits once, and longer the next time") {
  test::FakeSink sink;
  RetryQueue queue(1);
  TimePoint now{1h};
  for (Ticket ticket = 0; ticket < 1000; ++ticket) add(queue, ticket, Verdict::retry, now);
  REQUIRE(queue.due().has_value());
  REQUIRE(*queue.due() - now <= 100ms);
  REQUIRE(*queue.due() > now);
  queue.resend(sink, now);
  REQUIRE(sink.take_log().empty());
  queue.resend(sink, *queue.due());
  REQUIRE(sink.take_log().size() == 1000);
  REQUIRE_FALSE(queue.due().has_value());
}

TEST_CASE("a suspect goes again at once and alone") {
  test::FakeSink sink;
  RetryQueue queue(1);
  const TimePoint now{1h};
  add(queue, 3, Verdict::suspect, now);
  queue.resend(sink, now);
  REQUIRE(sink.take_log() == Lines{"alone 3 t"});
}

TEST_CASE("what the configuration is at fault for is tried slowly") {
  RetryQueue queue(1);
  const TimePoint now{1h};
  add(queue, 3, Verdict::hold, now);
  REQUIRE(*queue.due() - now >= 500ms);
  REQUIRE(*queue.due() - now <= 5s);
}

TEST_CASE("a sink without room keeps the rest waiting") {
  test::FakeSink sink;
  RetryQueue queue(1);
  const TimePoint now{1h};
  add(queue, 3, Verdict::suspect, now);
  sink.answer = Submission::Kind::full;
  queue.resend(sink, now);
  REQUIRE_FALSE(queue.idle());
  REQUIRE(*queue.due() > now);  // no busy waiting
  sink.answer = Submission::Kind::pending;
  queue.resend(sink, *queue.due());
  REQUIRE(sink.take_log() == Lines{"alone 3 t"});
}

}  // namespace
}  // namespace sluice
