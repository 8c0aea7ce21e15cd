// SPDX-License-Identifier: Apache-2.0
#include "mqtt/take_overs.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

namespace sluice {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint start{1h};

TEST_CASE("a take-over is answered by 30 s of absence and up to 5 s more") {
  std::vector<Millis> delays;
  for (std::uint64_t seed = 0; seed < 100; ++seed) delays.push_back(TakeOvers(seed).on_take_over(start));
  const auto [least, most] = std::minmax_element(delays.begin(), delays.end());
  CHECK(*least >= 30s);
  CHECK(*most <= 35s);
  CHECK(*most - *least > 2s);
}

TEST_CASE("three take-overs within five minutes are lasting") {
  TakeOvers often(1);
  often.on_take_over(start);
  often.on_take_over(start + 70s);
  CHECK_FALSE(often.lasting());
  often.on_take_over(start + 140s);
  CHECK(often.lasting());

  TakeOvers seldom(1);
  for (int i = 0; i < 10; ++i) {
    seldom.on_take_over(start + i * 151s);
    CHECK_FALSE(seldom.lasting());
  }
}

TEST_CASE("the third silent end in a row within 5 s of SUBACK is a take-over") {
  TakeOvers take_overs(1);
  CHECK_FALSE(take_overs.is_silent_one(start, start + 5s));
  CHECK_FALSE(take_overs.is_silent_one(start, start + 1s));
  CHECK(take_overs.is_silent_one(start, start + 1s));
}

TEST_CASE("a longer life or another end breaks the row of silent ends") {
  TakeOvers longer(1);
  longer.is_silent_one(start, start + 1s);
  longer.is_silent_one(start, start + 1s);
  CHECK_FALSE(longer.is_silent_one(start, start + 6s));
  CHECK_FALSE(longer.is_silent_one(start, start + 1s));

  TakeOvers other(1);
  other.is_silent_one(start, start + 1s);
  other.is_silent_one(start, start + 1s);
  other.on_other_end();
  CHECK_FALSE(other.is_silent_one(start, start + 1s));
}

}  // namespace
}  // namespace sluice
