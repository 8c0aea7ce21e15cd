// SPDX-License-Identifier: Apache-2.0
#include "faults/soak_plan.hpp"

#include <catch2/catch.hpp>
#include <set>

namespace sluice::test {

TEST_CASE("a soak's plan depends on its seed alone") {
  const auto plan = soak_plan(7, Milliseconds{120'000});
  CHECK(plan == soak_plan(7, Milliseconds{120'000}));
  CHECK_FALSE(plan == soak_plan(8, Milliseconds{120'000}));
  REQUIRE_FALSE(plan.empty());
  CHECK(to_text(plan.front()) == "after 2615 ms: freeze_kafka for 4086 ms");
}

TEST_CASE("a longer soak begins like a shorter one") {
  const auto shorter = soak_plan(7, Milliseconds{120'000});
  auto longer = soak_plan(7, Milliseconds{600'000});
  REQUIRE(longer.size() > shorter.size());
  longer.resize(shorter.size());
  CHECK(longer == shorter);
}

TEST_CASE("a soak of 15 minutes has every fault and ends in time") {
  std::set<SoakFault> faults;
  Milliseconds end{0};
  for (const auto& step : soak_plan(1, Milliseconds{900'000})) {
    faults.insert(step.fault);
    CHECK(step.replica < soak_replicas);
    end += step.pause + step.length;
  }
  CHECK(faults.size() == soak_fault_count);
  CHECK(end <= Milliseconds{900'000});
}

}  // namespace sluice::test
