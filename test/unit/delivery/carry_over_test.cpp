// SPDX-License-Identifier: Apache-2.0
#include "delivery/carry_over.hpp"

#include <catch2/catch.hpp>
#include <functional>

#include "unit/delivery/carry_over_bench.hpp"

namespace sluice {
namespace {

using Bench = test::CarryOverBench;
using Ids = Bench::Ids;
using Lines = Bench::Lines;
using enum Pipeline::Admission;

TEST_CASE("what comes again is acknowledged when the record of the first time is safe, and is no second record") {
  Bench bench;
  bench.offer(7, "a");
  bench.reconnect();
  REQUIRE(bench.offer_again(7, "a") == admitted);
  REQUIRE(bench.poll().empty());
  REQUIRE(bench.sink.take_log() == Lines{"submit 0 a"});
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{7});
  REQUIRE(bench.pipeline.totals().recognised == 1);
  REQUIRE(bench.pipeline.totals().received == 1);
  REQUIRE(bench.pipeline.totals().delivered == 1);
  REQUIRE(bench.pipeline.window().open() == 0);
}

TEST_CASE("a record that became safe without a connection is acknowledged when its message comes again") {
  Bench bench;
  bench.offer(7, "a");
  bench.pipeline.end_epoch();
  bench.sink.deliver(0);
  REQUIRE(bench.poll().empty());
  bench.pipeline.begin_epoch(true);
  REQUIRE(bench.offer_again(7, "a") == admitted);
  REQUIRE(bench.pipeline.is_due_by_itself());
  REQUIRE(bench.poll() == Ids{7});
  REQUIRE(bench.sink.take_log() == Lines{"submit 0 a"});
}

TEST_CASE("a safe record whose acknowledgement waited for one before it is not sent again") {
  Bench bench;
  bench.offer(1, "a");
  bench.offer(2, "b");
  bench.sink.deliver(1);
  REQUIRE(bench.poll().empty());
  bench.reconnect();
  bench.offer_again(1, "a");
  bench.offer_again(2, "b");
  REQUIRE(bench.poll().empty());
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{1, 2});
  REQUIRE(bench.sink.take_log() == Lines{"submit 0 a", "submit 1 b"});
}

TEST_CASE("what was acknowledged once is never recognised again") {
  Bench bench;
  bench.offer(7, "a");
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{7});
  bench.reconnect();  // the PUBACK may be lost, or the broker has given its id to an equal message
  REQUIRE(bench.offer_again(7, "a") == admitted);
  REQUIRE(bench.poll().empty());
  REQUIRE(bench.sink.take_log() == Lines{"submit 0 a", "submit 1 a"});
}

TEST_CASE("only session, DUP, packet id and content together make it the same message") {
  struct Row {
    const char* name;
    std::function<void(Bench&)> again;
  };
  const Row rows[] = {
      {"another session",
       [](Bench& bench) {
         bench.reconnect(false);
         bench.offer_again(7, "a");
       }},
      {"without DUP",
       [](Bench& bench) {
         bench.reconnect();
         bench.offer(7, "a");
       }},
      {"another packet id",
       [](Bench& bench) {
         bench.reconnect();
         bench.offer_again(8, "a");
       }},
      {"another content",
       [](Bench& bench) {
         bench.reconnect();
         bench.offer_again(7, "b");
       }},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    Bench bench;
    bench.offer(7, "a");
    row.again(bench);
    CHECK(bench.sink.take_log().size() == 2);
    bench.sink.deliver(0);
    CHECK(bench.poll().empty());
    bench.sink.deliver(1);
    CHECK(bench.poll().size() == 1);
    CHECK(bench.pipeline.totals().recognised == 0);
  }
}

TEST_CASE("switched off nothing is recognised") {
  Bench bench(OnRefused::stop, false);
  bench.offer(7, "a");
  bench.reconnect();
  bench.offer_again(7, "a");
  REQUIRE(bench.sink.take_log() == Lines{"submit 0 a", "submit 1 a"});
}

TEST_CASE("a packet id that names another message meanwhile is not recognised later") {
  Bench bench;
  bench.offer(7, "a");
  bench.reconnect();
  bench.offer(7, "b");
  REQUIRE(bench.offer_again(7, "a") == repeat);  // the id is open: a repeat on the live connection
  bench.reconnect();
  bench.offer_again(7, "a");
  REQUIRE(bench.sink.take_log() == Lines{"submit 0 a", "submit 1 b", "submit 2 a"});
}

TEST_CASE("a message that is lost again before its record is safe is recognised again") {
  Bench bench;
  bench.offer(7, "a");
  bench.reconnect();
  bench.offer_again(7, "a");
  bench.reconnect();
  bench.offer_again(7, "a");
  REQUIRE(bench.offer_again(7, "a") == repeat);
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{7});
  REQUIRE(bench.pipeline.window().unsettled() == 0);
  REQUIRE(bench.sink.take_log() == Lines{"submit 0 a"});
}

TEST_CASE("failed attempts change nothing") {
  Bench bench;
  bench.offer(7, "a");
  bench.pipeline.end_epoch();
  bench.pipeline.end_epoch();
  bench.pipeline.end_epoch();
  bench.pipeline.begin_epoch(true);
  bench.offer_again(7, "a");
  REQUIRE(bench.sink.take_log() == Lines{"submit 0 a"});
}

TEST_CASE("what did not come again is remembered until the broker has come to new messages") {
  Bench bench;
  bench.offer(7, "a");
  bench.offer(8, "b");
  bench.reconnect();
  bench.offer_again(7, "a");
  SECTION("the connection was lost before") {
    bench.reconnect();
    bench.offer_again(7, "a");
    bench.offer_again(8, "b");
    REQUIRE(bench.sink.take_log() == Lines{"submit 0 a", "submit 1 b"});
  }
  SECTION("the connection was lost after that") {
    bench.offer(9, "c");
    bench.reconnect();
    bench.offer_again(7, "a");
    bench.offer_again(8, "b");
    REQUIRE(bench.sink.take_log() == Lines{"submit 0 a", "submit 1 b", "submit 3 c", "submit 5 b"});
  }
}

TEST_CASE("a message that the filter drops is not filtered twice") {
  Bench bench;
  bench.offer(1, "a");
  bench.sink.answer = Submission::Kind::dropped;
  bench.offer(2, "b");
  bench.reconnect();
  bench.offer_again(1, "a");
  bench.offer_again(2, "b");
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{1, 2});
  REQUIRE(bench.pipeline.totals().filtered == 1);
}

TEST_CASE("QoS 0 is never recognised") {
  Bench bench;
  bench.offer(0, "a");
  bench.reconnect();
  bench.offer(0, "a");
  REQUIRE(bench.sink.take_log() == Lines{"submit 0 a", "submit 1 a"});
}

TEST_CASE("what comes again needs room like every message, and its bytes count once") {
  Bench bench;
  for (std::uint16_t id = 1; id <= 8; ++id) bench.offer(id, "a");
  bench.reconnect();
  REQUIRE(bench.offer_again(1, "a") == full);
  bench.sink.deliver(0);
  REQUIRE(bench.poll().empty());
  REQUIRE(bench.offer_again(1, "a") == admitted);  // recognised although its ticket is gone
  REQUIRE(bench.pipeline.window().open_bytes() == 70);
  REQUIRE(bench.offer_again(2, "a") == full);
}

}  // namespace
}  // namespace sluice
