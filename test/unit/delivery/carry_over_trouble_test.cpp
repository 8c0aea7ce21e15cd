// SPDX-License-Identifier: Apache-2.0
// What comes again while the record of its first time has trouble: sent again, refused, dropped, buried.
#include <catch2/catch.hpp>

#include "unit/delivery/carry_over_bench.hpp"

namespace sluice {
namespace {

using Bench = test::CarryOverBench;
using Ids = Bench::Ids;
using Lines = Bench::Lines;

/// A message that comes again while its record, ticket 0, is on its way.
void offer_twice(Bench& bench) {
  bench.offer(7, "a");
  bench.reconnect();
  bench.offer_again(7, "a");
}

TEST_CASE("a record that is sent again carries the message over all the same") {
  Bench bench;
  offer_twice(bench);
  bench.sink.refuse(0, Verdict::retry, "_TRANSPORT");
  bench.poll();
  bench.poll();
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{7});
  REQUIRE(bench.sink.take_log() == Lines{"submit 0 a", "again 0 t"});
}

TEST_CASE("a sink that lost its state gets the record once again, not twice") {
  Bench bench;
  bench.offer(1, "a");
  bench.offer(2, "b");
  bench.reconnect();
  bench.offer_again(1, "a");
  bench.offer_again(2, "b");
  bench.sink.refuse(0, Verdict::restart, "_FATAL");
  bench.poll();
  bench.poll();
  bench.poll();
  bench.sink.deliver(1);
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{1, 2});
  REQUIRE(bench.sink.take_log() == Lines{"submit 0 a", "submit 1 b", "restart", "again 0 t", "again 1 t"});
}

TEST_CASE("a record refused for good stays unacknowledged with all that is tied to it") {
  Bench bench;
  offer_twice(bench);
  bench.reconnect();
  bench.offer_again(7, "a");
  bench.sink.refuse(0, Verdict::rejected, "MSG_SIZE_TOO_LARGE");
  REQUIRE(bench.poll().empty());
  REQUIRE(bench.pipeline.broken());
  REQUIRE(bench.pipeline.at_rest());
  REQUIRE(bench.pipeline.window().open() == 3);
}

TEST_CASE("a record that may be dropped acknowledges what is tied to it, and counts once") {
  Bench bench(OnRefused::drop);
  offer_twice(bench);
  bench.sink.refuse(0, Verdict::rejected, "MSG_SIZE_TOO_LARGE");
  REQUIRE(bench.poll() == Ids{7});
  REQUIRE(bench.pipeline.totals().dropped == 1);
}

TEST_CASE("a dead letter acknowledges what is tied to it when it is safe, and there is one") {
  Bench bench(OnRefused::bury);
  bench.offer(7, "a");
  bench.sink.refuse(0, Verdict::rejected, "MSG_SIZE_TOO_LARGE");
  REQUIRE(bench.poll().empty());
  bench.reconnect();
  bench.offer_again(7, "a");
  REQUIRE(bench.poll().empty());
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == Ids{7});
  REQUIRE(bench.sink.take_log().size() == 2);
  REQUIRE(bench.pipeline.totals().dead_lettered == 1);
}

TEST_CASE("the head of a message that is too large is recognised by the digest of the whole") {
  Bench bench(OnRefused::bury);
  bench.offer_head(false, "digest");
  bench.poll();
  bench.reconnect();
  const bool is_same = GENERATE(true, false);
  bench.offer_head(true, is_same ? "digest" : "another");
  bench.poll();
  REQUIRE(bench.sink.take_log().size() == (is_same ? 1 : 2));
  bench.sink.deliver(0);
  REQUIRE(bench.poll() == (is_same ? Ids{7} : Ids{}));
}

}  // namespace
}  // namespace sluice
