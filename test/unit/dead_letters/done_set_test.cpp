// SPDX-License-Identifier: Apache-2.0
#include "dead_letters/done_set.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <set>

using namespace sluice;

namespace {

DoneSet of(std::initializer_list<std::int64_t> offsets) {
  DoneSet set;
  for (const std::int64_t offset : offsets) set.add(offset, offset - 1);
  return set;
}

DoneSet again(const DoneSet& set) { return DoneSet::decode(set.prefix(), set.encode()).value(); }

}  // namespace

TEST_CASE("what is done from the beginning is an offset alone") {
  CHECK(DoneSet().prefix() == 0);
  CHECK(DoneSet().encode().empty());
  const DoneSet set = of({0, 1, 2});
  CHECK(set.prefix() == 3);
  CHECK(set.encode().empty());
  CHECK(set.contains(2));
  CHECK_FALSE(set.contains(3));
}

TEST_CASE("what is done beyond the first gap is kept in the metadata") {
  DoneSet set = of({0, 3, 4, 6, 1000});
  CHECK(set.prefix() == 1);
  CHECK(set.encode() == "1:BBAAgfA");
  const DoneSet read = again(set);
  for (const std::int64_t offset : {0, 3, 4, 6, 1000}) CHECK(read.contains(offset));
  for (const std::int64_t offset : {1, 2, 5, 7, 999, 1001}) CHECK_FALSE(read.contains(offset));
  set.add(2, 1);
  set.add(1, 0);
  CHECK(set.prefix() == 5);
  CHECK(set.encode() == "1:AAgfA");
}

TEST_CASE("offsets that hold no record join what is around them") {
  DoneSet set = of({0});
  set.add(5, 0);  // between them were markers of a transaction
  CHECK(set.prefix() == 6);
  CHECK(set.encode().empty());
  set.add(9, 7);  // 7 is a record, and not done
  CHECK(set.prefix() == 6);
  CHECK(set.contains(9));
  CHECK_FALSE(set.contains(8));
}

TEST_CASE("what retention has taken is not asked for any more") {
  DoneSet set = of({10, 11, 20});
  set.begin_at(8);
  CHECK(set.prefix() == 8);
  set.begin_at(10);
  CHECK(set.prefix() == 12);
  set.begin_at(5);
  CHECK(set.prefix() == 12);
  CHECK(again(set).contains(20));
}

TEST_CASE("metadata of others are refused") {
  for (const char* wrong : {"consumer-1", "1:B", "1:B!", "1:________________", "2:BB"}) {
    CAPTURE(wrong);
    const auto set = DoneSet::decode(7, wrong);
    REQUIRE_FALSE(set);
    CHECK(set.error() == "its metadata \"" + std::string(wrong) + "\" were not written by this command");
  }
  CHECK(DoneSet::decode(7, "").value().prefix() == 7);
  CHECK(DoneSet::decode(-1001, "").value().prefix() == 0);
}

TEST_CASE("any offsets in any order survive being written and read") {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    std::set<std::int64_t> expected;
    DoneSet set;
    const std::int64_t range = round % 2 == 0 ? 60 : 100'000;
    for (int i = 0; i < 50; ++i) {
      const std::int64_t offset = static_cast<std::int64_t>(random()) % range;
      expected.insert(offset);
      set.add(offset, offset - 1);
      if (i % 7 == 0) set = again(set);
    }
    for (std::int64_t offset = 0; offset < 60; ++offset) CHECK(set.contains(offset) == expected.contains(offset));
    for (const std::int64_t offset : expected) CHECK(set.contains(offset));
  }
}

TEST_CASE("two thousand single offsets, each behind a gap of one, fit into the metadata") {
  DoneSet set;
  for (std::int64_t i = 0; i < 2000; ++i) set.add(1 + 2 * i, 2 * i);
  CHECK(set.encode().size() == 4002);
  CHECK(set.encode().size() < DoneSet::metadata_bytes_max);
}
