// SPDX-License-Identifier: Apache-2.0
// The way of a dead letter through the pipeline.
#include "delivery/burials.hpp"

#include <catch2/catch.hpp>

#include "unit/delivery/pipeline_bench.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;
using Ids = test::PipelineBench::Ids;
using Lines = test::PipelineBench::Lines;

struct Bench : test::PipelineBench {
  Bench()
      : PipelineBench({{4, 1000}, OnRefused::bury},
                      {[this](const Undeliverable& what) { said.push_back("refused " + what.rejection.code); },
                       [this](const Outcome& outcome, Pipeline::Traffic traffic) {
                         said.push_back(name(traffic) + " troubled " + std::string(outcome.code) +
                                        (outcome.verdict == Verdict::hold ? ", held" : ""));
                       },
                       [this](Pipeline::Traffic traffic) { said.push_back(name(traffic) + " recovered"); }}) {}

  static std::string name(Pipeline::Traffic traffic) {
    return traffic == Pipeline::Traffic::records ? "records" : "dead letters";
  }
  void refuse_next(std::uint16_t packet_id) {
    const auto before = std::exchange(sink.answer, Submission::Kind::rejected);
    REQUIRE(offer(packet_id) == Pipeline::Admission::admitted);
    sink.answer = before;
  }

  Lines said;
};

TEST_CASE("a refused message is acknowledged after the report of its dead letter and not before") {
  Bench bench;
  bench.refuse_next(7);
  REQUIRE(bench.said == Lines{"refused NO_TOPIC"});
  REQUIRE(bench.pipeline.due().value() <= bench.now);
  REQUIRE(bench.poll().empty());
  REQUIRE(bench.sink.take_log() == Lines{"again 0 t dead of NO_TOPIC after 0"});
  REQUIRE_FALSE(bench.pipeline.at_rest());
  REQUIRE(bench.poll().empty());
  REQUIRE(bench.pipeline.totals().dead_lettered == 0);

  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{7});
  REQUIRE(bench.pipeline.totals().dead_lettered == 1);
  REQUIRE(bench.pipeline.totals().delivered == 0);
  REQUIRE(bench.pipeline.at_rest());
  REQUIRE_FALSE(bench.pipeline.due());
}

TEST_CASE("the burying of one message does not hold up the next") {
  Bench bench;
  bench.refuse_next(1);
  bench.poll();
  REQUIRE(bench.offer(2) == Pipeline::Admission::admitted);
  bench.sink.refuse(0, Verdict::hold, "TOPIC_AUTHORIZATION_FAILED");
  bench.poll();
  REQUIRE(bench.offer(3) == Pipeline::Admission::admitted);
  bench.sink.deliver(1);
  bench.sink.deliver(2);
  REQUIRE(bench.poll(1ms).empty());  // delivered, but behind the first in the order of receipt
  REQUIRE(bench.pipeline.totals().delivered == 2);
}

TEST_CASE("a record refused alone is buried with the count of its attempts, its neighbours are delivered") {
  Bench bench;
  for (const std::uint16_t id : Ids{1, 2, 3}) bench.offer(id);
  for (const Ticket ticket : std::vector<Ticket>{0, 1, 2}) bench.sink.refuse(ticket, Verdict::suspect, "TOO_LARGE");
  bench.poll();
  bench.sink.take_log();
  bench.sink.deliver(0);
  bench.sink.refuse(1, Verdict::rejected, "TOO_LARGE");
  bench.sink.deliver(2);
  REQUIRE(bench.poll() == Ids{1});
  REQUIRE(bench.sink.take_log() == Lines{"again 1 t dead of TOO_LARGE after 2"});
  REQUIRE(bench.offer(4) == Pipeline::Admission::admitted);
  bench.sink.deliver(1);
  REQUIRE(bench.poll() == Ids{2, 3});
  REQUIRE(bench.said == Lines{"refused TOO_LARGE"});
}

TEST_CASE("a dead letter refused in company goes again alone, one refused alone goes again smaller") {
  Bench bench;
  bench.sink.shrinks_left = 1;
  bench.refuse_next(1);
  bench.poll();
  bench.sink.refuse(0, Verdict::suspect, "TOO_LARGE");
  bench.poll();
  bench.sink.refuse(0, Verdict::rejected, "TOO_LARGE");
  bench.poll();
  REQUIRE(bench.sink.take_log() == Lines{"again 0 t dead of NO_TOPIC after 0", "alone 0 t", "again 0 smaller"});
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{1});
  REQUIRE(bench.said == Lines{"refused NO_TOPIC"});
}

TEST_CASE("a dead letter that its own topic refuses for good is held, tried slowly, and recovers by itself") {
  const std::string code = GENERATE("TOO_LARGE", "INVALID_RECORD");  // as small as it can be; no matter of size
  Bench bench;
  bench.refuse_next(1);
  bench.poll();
  for (int i = 0; i < 3; ++i) {
    bench.sink.refuse(0, Verdict::rejected, code);
    bench.poll(0ms);
    REQUIRE(bench.pipeline.due().value() - bench.now >= 500ms);
    bench.sink.take_log();
    bench.poll(2min);
    REQUIRE(bench.sink.take_log() == Lines{"again 0 t"});
  }
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{1});
  REQUIRE(bench.said ==
          Lines{"refused NO_TOPIC", "dead letters troubled " + code + ", held", "dead letters recovered"});
  REQUIRE(bench.pipeline.totals().dead_lettered == 1);
}

TEST_CASE("a restart while dead letters are on their way sends them again with the records") {
  Bench bench;
  bench.offer(1);
  bench.refuse_next(2);
  bench.poll();
  bench.sink.take_log();
  bench.sink.refuse(0, Verdict::restart, "_FATAL");
  bench.poll();
  REQUIRE(bench.sink.take_log() == Lines{"restart"});
  bench.poll();
  bench.poll();
  REQUIRE(bench.sink.take_log() == Lines{"again 0 t", "again 1 t"});
  bench.sink.deliver(0);
  bench.sink.deliver(1);
  REQUIRE(bench.poll() == Ids{1, 2});
  REQUIRE(bench.pipeline.totals().delivered == 1);
  REQUIRE(bench.pipeline.totals().dead_lettered == 1);
}

TEST_CASE("a dead letter itself may meet the loss of the sink's state") {
  Bench bench;
  bench.refuse_next(1);
  bench.poll();
  bench.sink.take_log();
  bench.sink.refuse(0, Verdict::restart, "_FATAL");
  bench.poll();
  bench.poll();
  REQUIRE(bench.sink.take_log() == Lines{"restart", "again 0 t"});
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{1});
}

TEST_CASE("a message of which only the head is there is buried without being mapped") {
  Bench bench;
  MqttMessage head;
  head.topic = "t";
  head.packet_id = 5;
  head.qos = 1;
  const auto offer = [&] {
    return bench.pipeline.offer_head(head, {70'000, "abc"}, {Stage::decode, "MESSAGE_TOO_LARGE", "because"}, 10);
  };
  REQUIRE(offer() == Pipeline::Admission::admitted);
  REQUIRE(offer() == Pipeline::Admission::repeat);
  bench.poll();
  REQUIRE(bench.sink.take_log() == Lines{"again 0 t of 70000 dead of MESSAGE_TOO_LARGE"});
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{5});
  REQUIRE(bench.pipeline.totals().received == 1);
}

TEST_CASE("dead letters of an earlier connection acknowledge nothing on the present one") {
  Bench bench;
  bench.refuse_next(7);
  bench.pipeline.end_epoch();
  bench.poll();
  bench.sink.deliver(0);
  REQUIRE(bench.poll().empty());
  REQUIRE(bench.pipeline.totals().dead_lettered == 1);
  REQUIRE(bench.pipeline.at_rest());
}

}  // namespace
}  // namespace sluice
