// SPDX-License-Identifier: Apache-2.0
#include "delivery/stall_watch.hpp"

#include <catch2/catch.hpp>

namespace sluice {
namespace {

using namespace std::chrono_literals;

/// A member that receives `rate` messages a second and settles them all at once.
struct Member {
  void flow(int seconds, std::uint64_t rate) {
    for (int i = 0; i < seconds; ++i) {
      now += 1s;
      received += rate;
      watch.observe(now, received, rate > 0 ? 1 : 0, received);
    }
  }
  void stall(int seconds, std::uint64_t open) {
    for (int i = 0; i < seconds; ++i) {
      now += 1s;
      watch.observe(now, received, open, received + open);
    }
  }

  TimePoint now{1000s};
  std::uint64_t received = 0;
  StallWatch watch{now};
};

TEST_CASE("an idle member is not stalled and has no rate") {
  Member member;
  for (int i = 0; i < 100; ++i) {
    member.now += 1s;
    member.watch.observe(member.now, 0, 0, 0);
  }
  CHECK(member.watch.stalled_for() == 0ms);
  CHECK(member.watch.rate_per_s() == 0);
  CHECK_FALSE(member.watch.time_until(1000));
}

TEST_CASE("a stall lasts from the last message that became safe") {
  Member member;
  member.flow(10, 50);
  CHECK(member.watch.stalled_for() == 0ms);
  member.stall(7, 20);
  CHECK(member.watch.stalled_for() == 7s);
  member.flow(1, 50);
  CHECK(member.watch.stalled_for() == 0ms);
}

TEST_CASE("the rate is that of the time before the stall") {
  Member member;
  member.flow(300, 50);
  CHECK(member.watch.rate_per_s() == Approx(50).epsilon(0.01));
  member.stall(60, 1000);
  CHECK(member.watch.rate_per_s() == Approx(50).epsilon(0.01));
}

TEST_CASE("the time until a limit counts from the beginning of the stall and is 0 from when it is reached on") {
  Member member;
  member.flow(600, 100);
  member.stall(5, 500);
  const auto left = member.watch.time_until(2000);
  REQUIRE(left);
  CHECK(*left > 14s);
  CHECK(*left < 16s);
  member.stall(16, 1000);
  CHECK(member.watch.time_until(2000) == Millis(0));
  member.stall(3600, 1000);
  CHECK(member.watch.time_until(2000) == Millis(0));
}

TEST_CASE("a pause counts as a stall, also while nothing is open") {
  Member member;
  member.flow(600, 100);
  const Ticket oldest = 60'000;
  for (int i = 0; i < 5; ++i) {
    member.now += 1s;
    member.watch.observe(member.now, oldest, 0, 60'000, true);
  }
  CHECK(member.watch.rate_per_s() == Approx(100).epsilon(0.01));
  const auto left = member.watch.time_until(2000);
  REQUIRE(left);
  CHECK(*left > 14s);
  CHECK(*left < 16s);
}

TEST_CASE("after a pause with nothing open a message is not stalled for as long as the pause") {
  Member member;
  member.flow(60, 100);
  const Ticket oldest = 6'000;
  for (int i = 0; i < 600; ++i) {
    member.now += 1s;
    member.watch.observe(member.now, oldest, 0, 6'000, true);
  }
  CHECK(member.watch.stalled_for() >= 600s);
  member.now += 1s;
  member.watch.observe(member.now, oldest, 1, 6'001);
  CHECK(member.watch.stalled_for() == 1s);
  member.now += 1s;
  member.watch.observe(member.now, oldest, 1, 6'001);
  CHECK(member.watch.stalled_for() == 2s);
}

TEST_CASE("hardly any traffic tells no time") {
  Member member;
  member.flow(1, 1);
  member.flow(600, 0);
  member.stall(10, 1);
  CHECK_FALSE(member.watch.time_until(1000));
}

}  // namespace
}  // namespace sluice
