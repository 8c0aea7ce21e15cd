// SPDX-License-Identifier: Apache-2.0
#include "dead_letters/ledger.hpp"

#include <catch2/catch.hpp>

using namespace sluice;

namespace {

const std::vector<TopicSpan> spans{{0, 10, 100}, {1, 0, 100}};

Ledger ledger(const std::vector<OffsetMark>& committed = {{0, -1001, {}}, {1, -1001, {}}}) {
  return Ledger::read("sluice-replay-plant-kafka", committed, spans).value();
}

}  // namespace

TEST_CASE("what is marked is committed for its partition alone, and read again") {
  Ledger first = ledger();
  const std::vector<LetterPlace> places{{{0, 10}, 9}, {{0, 12}, 11}, {{1, 5}, 4}};
  for (const LetterPlace& place : places) first.mark(place);
  const auto marks = first.marks({places[0], places[1]});
  REQUIRE(marks.size() == 1);
  CHECK(marks[0].partition == 0);
  CHECK(marks[0].offset == 11);
  CHECK(marks[0].metadata == "1:AA");

  const Ledger again = ledger(first.marks(places));
  for (const LetterPlace& place : places) CHECK(again.contains(place.id));
  CHECK_FALSE(again.contains({0, 11}));
  CHECK_FALSE(again.contains({1, 4}));
  CHECK_FALSE(again.contains({7, 0}));
}

TEST_CASE("a group that somebody else uses is not taken for a replay's") {
  CHECK(Ledger::read("sluice-replay-plant-kafka", {{1, 7, "consumer"}}, spans).error() ==
        "the consumer group `sluice-replay-plant-kafka` is not a replay's: for partition 1 its metadata \"consumer\" "
        "were not written by this command; keep other consumers out of this group, or delete it to forget what was "
        "replayed");
}

TEST_CASE("a progress that does not fit into a commit is noticed") {
  Ledger scattered = ledger();
  for (std::int64_t i = 0; i < 3000; ++i) scattered.mark({{1, 1 + 2 * i}, 2 * i});
  CHECK_FALSE(scattered.fits());
}

TEST_CASE("the record before is that of the same partition") {
  Predecessors predecessors(spans);
  CHECK(predecessors.place({0, 10}).previous == 9);
  CHECK(predecessors.place({1, 3}).previous == -1);
  CHECK(predecessors.place({0, 15}).previous == 10);
  CHECK(predecessors.place({1, 4}).previous == 3);
}
