// SPDX-License-Identifier: Apache-2.0
#include "delivery/pipeline.hpp"

#include <catch2/catch.hpp>

#include "unit/delivery/pipeline_bench.hpp"

namespace sluice {
namespace {

using Ids = test::PipelineBench::Ids;
using Lines = test::PipelineBench::Lines;

struct Bench : test::PipelineBench {
  explicit Bench(OnRefused on_refused = OnRefused::stop)
      : PipelineBench({{4, 1000}, on_refused},
                      {[this](const Undeliverable& what) { said.push_back("undeliverable " + what.rejection.code); },
                       [this](const Outcome& outcome, Pipeline::Traffic traffic) {
                         said.push_back((traffic == Pipeline::Traffic::records ? "troubled " : "burials troubled ") +
                                        std::string(outcome.code));
                       },
                       [this](Pipeline::Traffic traffic) {
                         said.emplace_back(traffic == Pipeline::Traffic::records ? "recovered" : "burials recovered");
                       }}) {}

  Lines said;
};

TEST_CASE("a message is acknowledged after its delivery report and not before") {
  Bench bench;
  REQUIRE(bench.offer(7) == Pipeline::Admission::admitted);
  REQUIRE(bench.poll().empty());
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{7});
  REQUIRE(bench.poll().empty());
  REQUIRE(bench.pipeline.totals().delivered == 1);
}

TEST_CASE("shuffled reports give acknowledgements in order of receipt") {
  Bench bench;
  for (const std::uint16_t id : Ids{11, 12, 13}) bench.offer(id);
  bench.sink.deliver(2);
  REQUIRE(bench.poll().empty());
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{11});
  bench.sink.deliver(1);
  REQUIRE(bench.poll() == Ids{12, 13});
}

TEST_CASE("a repeat of an unacknowledged packet id makes neither a record nor a second acknowledgement") {
  Bench bench;
  bench.offer(7);
  REQUIRE(bench.offer(7) == Pipeline::Admission::repeat);
  REQUIRE(bench.sink.take_log() == Lines{"submit 0 t"});
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{7});
  REQUIRE(bench.offer(7) == Pipeline::Admission::admitted);  // a new message now [MQTT-4.3.2-5]
  REQUIRE(bench.pipeline.totals().repeats == 1);
}

TEST_CASE("a full window or a full sink takes nothing") {
  Bench bench;
  for (const std::uint16_t id : Ids{1, 2, 3, 4}) REQUIRE(bench.offer(id) == Pipeline::Admission::admitted);
  REQUIRE(bench.offer(5) == Pipeline::Admission::full);
  REQUIRE_FALSE(bench.pipeline.has_room(10));

  Bench other;
  other.sink.answer = Submission::Kind::full;
  REQUIRE(other.offer(1) == Pipeline::Admission::full);
  REQUIRE(other.pipeline.window().open() == 0);
}

TEST_CASE("a message that the filter drops is acknowledged at once and counted") {
  Bench bench;
  bench.sink.answer = Submission::Kind::dropped;
  REQUIRE(bench.offer(1) == Pipeline::Admission::admitted);
  REQUIRE(bench.poll() == Ids{1});
  REQUIRE(bench.pipeline.totals().filtered == 1);
  REQUIRE(bench.pipeline.totals().delivered == 0);
}

TEST_CASE("a report of an earlier connection acknowledges nothing on the present one") {
  Bench bench;
  bench.offer(7);
  bench.pipeline.end_epoch();
  REQUIRE(bench.offer(7) == Pipeline::Admission::admitted);
  bench.sink.deliver(0);
  REQUIRE(bench.poll().empty());
  bench.sink.deliver(1);
  REQUIRE(bench.poll() == Ids{7});
}

TEST_CASE("what comes back is sent again, nothing overtakes it, and the end of the trouble is said once") {
  Bench bench;
  bench.offer(1);
  bench.offer(2);
  bench.sink.refuse(0, Verdict::retry, "_TRANSPORT");
  bench.sink.refuse(1, Verdict::retry, "_TRANSPORT");
  bench.poll();
  REQUIRE(bench.offer(3) == Pipeline::Admission::full);
  bench.poll();
  REQUIRE(bench.sink.take_log() == Lines{"submit 0 t", "submit 1 t", "again 0 t", "again 1 t"});
  REQUIRE(bench.offer(3) == Pipeline::Admission::full);
  bench.sink.deliver(0);
  bench.sink.deliver(1);
  REQUIRE(bench.poll() == Ids{1, 2});
  REQUIRE(bench.said == Lines{"troubled _TRANSPORT", "recovered"});
  REQUIRE(bench.offer(3) == Pipeline::Admission::admitted);
}

TEST_CASE("neighbours of a refused record are delivered, only what is refused alone stays undelivered") {
  Bench bench;
  for (const std::uint16_t id : Ids{1, 2, 3}) bench.offer(id);
  for (const Ticket ticket : std::vector<Ticket>{0, 1, 2})
    bench.sink.refuse(ticket, Verdict::suspect, "MSG_SIZE_TOO_LARGE");
  bench.poll();
  bench.sink.take_log();
  REQUIRE(bench.sink.open == std::deque<Ticket>{0, 1, 2});
  bench.sink.deliver(0);
  bench.sink.refuse(1, Verdict::rejected, "MSG_SIZE_TOO_LARGE");
  bench.sink.deliver(2);
  REQUIRE(bench.poll() == Ids{1});
  REQUIRE(bench.pipeline.broken());
  REQUIRE(bench.pipeline.at_rest());
  REQUIRE(bench.said == Lines{"undeliverable MSG_SIZE_TOO_LARGE"});
  REQUIRE(bench.offer(4) == Pipeline::Admission::full);
}

TEST_CASE("what may be dropped is acknowledged in its order, and counted") {
  Bench bench(OnRefused::drop);
  bench.offer(1);
  bench.sink.answer = Submission::Kind::rejected;
  bench.offer(2);
  REQUIRE(bench.poll().empty());
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{1, 2});
  REQUIRE(bench.said == Lines{"undeliverable NO_TOPIC"});
  REQUIRE(bench.pipeline.totals().dropped == 1);
  REQUIRE(bench.pipeline.totals().delivered == 1);
  REQUIRE_FALSE(bench.pipeline.broken());
}

TEST_CASE("what is settled without a report is due at once") {
  Bench bench(OnRefused::drop);
  REQUIRE_FALSE(bench.pipeline.due());
  bench.sink.answer = GENERATE(Submission::Kind::dropped, Submission::Kind::rejected);
  bench.offer(1);
  REQUIRE(bench.pipeline.due().value() <= bench.now);
  REQUIRE_FALSE(bench.pipeline.at_rest());  // it waits for its PUBACK
  REQUIRE(bench.poll() == Ids{1});
  REQUIRE_FALSE(bench.pipeline.due());
  REQUIRE(bench.pipeline.at_rest());
}

TEST_CASE("a rejected message stays unacknowledged and stops the intake") {
  Bench bench;
  bench.offer(1);
  bench.sink.answer = Submission::Kind::rejected;
  bench.offer(2);
  REQUIRE(bench.said == Lines{"undeliverable NO_TOPIC"});
  REQUIRE_FALSE(bench.pipeline.at_rest());
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{1});
  REQUIRE(bench.pipeline.at_rest());
  REQUIRE(bench.pipeline.window().open() == 1);
}

TEST_CASE("a sink that lost its state is restarted and gets the whole open window again, in order") {
  Bench bench;
  for (const std::uint16_t id : Ids{1, 2, 3}) bench.offer(id);
  bench.sink.take_log();
  bench.sink.refuse(1, Verdict::restart, "_FATAL");
  bench.poll();
  REQUIRE(bench.sink.take_log() == Lines{"restart"});
  bench.poll();
  bench.poll();
  REQUIRE(bench.sink.take_log() == Lines{"again 0 t", "again 1 t", "again 2 t"});
  for (const Ticket ticket : std::vector<Ticket>{0, 1, 2}) bench.sink.deliver(ticket);
  REQUIRE(bench.poll() == Ids{1, 2, 3});
}

TEST_CASE("a sink that loses its state again and again is restarted ever more rarely, until something is delivered") {
  Bench bench;
  bench.offer(1);
  bench.sink.take_log();
  const auto lose_state = [&bench] {
    bench.sink.refuse(0, Verdict::restart, "_FATAL");
    bench.poll(std::chrono::milliseconds(0));
    bench.poll(std::chrono::milliseconds(0));
    REQUIRE(bench.sink.take_log() == Lines{"restart"});
    const auto wait = bench.pipeline.due().value() - bench.now;
    bench.poll(std::chrono::ceil<std::chrono::milliseconds>(wait));
    REQUIRE(bench.sink.take_log() == Lines{"again 0 t"});
    return wait;
  };
  REQUIRE(lose_state() <= std::chrono::milliseconds(100));
  for (int i = 0; i < 8; ++i) lose_state();
  REQUIRE(lose_state() >= std::chrono::milliseconds(500));
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{1});
}

TEST_CASE("messages of somebody that Kafka refuses are no trouble of ours, however many come") {
  Bench bench(OnRefused::drop);
  for (Ticket ticket = 0; ticket < 5; ++ticket) {
    bench.offer(1);
    bench.sink.refuse(ticket, Verdict::suspect, "MSG_SIZE_TOO_LARGE");
    bench.poll();
    bench.sink.refuse(ticket, Verdict::rejected, "MSG_SIZE_TOO_LARGE");
    REQUIRE(bench.poll() == Ids{1});
  }
  REQUIRE(bench.said == Lines(5, "undeliverable MSG_SIZE_TOO_LARGE"));
}

TEST_CASE("Kafka goes away while a suspect is sent alone, and that is said") {
  Bench bench;
  bench.offer(1);
  bench.sink.refuse(0, Verdict::suspect, "MSG_SIZE_TOO_LARGE");
  bench.poll();
  bench.sink.refuse(0, Verdict::retry, "_TRANSPORT");
  bench.poll();
  bench.poll();
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{1});
  REQUIRE(bench.said == Lines{"troubled _TRANSPORT", "recovered"});
}

TEST_CASE("two kinds of trouble at a time are said once each, and the one that needs an operator last") {
  Bench bench;
  for (const std::uint16_t id : Ids{1, 2, 3, 4}) bench.offer(id);
  for (int wave = 0; wave < 3; ++wave) {
    for (const Ticket ticket : std::vector<Ticket>{0, 2}) bench.sink.refuse(ticket, Verdict::retry, "_TRANSPORT");
    for (const Ticket ticket : std::vector<Ticket>{1, 3}) bench.sink.refuse(ticket, Verdict::hold, "_AUTHENTICATION");
    std::swap(bench.sink.due.failed[1], bench.sink.due.failed[2]);
    bench.poll();
    bench.poll(std::chrono::minutes(2));
  }
  REQUIRE(bench.said == Lines{"troubled _TRANSPORT", "troubled _AUTHENTICATION"});
  for (const Ticket ticket : std::vector<Ticket>{0, 1, 2, 3}) bench.sink.deliver(ticket);
  bench.poll();
  REQUIRE(bench.said == Lines{"troubled _TRANSPORT", "troubled _AUTHENTICATION", "recovered"});
}

TEST_CASE("the next round is due when the sink asks for it, or a returned record, whichever is first") {
  Bench bench;
  bench.offer(1);
  bench.sink.asked_for = bench.now + std::chrono::hours(1);
  REQUIRE(bench.pipeline.due() == bench.now + std::chrono::hours(1));
  bench.sink.refuse(0, Verdict::retry, "_TIMED_OUT");
  bench.poll();
  REQUIRE(bench.pipeline.due().value() < bench.now + std::chrono::hours(1));
  bench.sink.asked_for = bench.now - std::chrono::hours(1);
  REQUIRE(bench.pipeline.due() == bench.now - std::chrono::hours(1));
}

}  // namespace
}  // namespace sluice
