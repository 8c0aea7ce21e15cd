// SPDX-License-Identifier: Apache-2.0
#include "core/backoff.hpp"

#include <catch2/catch.hpp>

namespace sluice {
namespace {

using namespace std::chrono_literals;

TEST_CASE("the bound of the wait doubles from the floor to the ceiling and stays there") {
  const Millis bounds[] = {500ms, 1s, 2s, 4s, 8s, 16s, 30s, 30s, 30s};
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Backoff backoff(500ms, 30s, seed);
    for (const Millis bound : bounds) {
      const Millis wait = backoff.next();
      REQUIRE(wait <= bound);
      REQUIRE(wait >= bound / 10);
    }
  }
}

TEST_CASE("a success brings the wait back to the floor") {
  Backoff backoff(500ms, 30s, 1);
  for (int i = 0; i < 10; ++i) backoff.next();
  backoff.reset();
  REQUIRE(backoff.next() <= 500ms);
}

TEST_CASE("two replicas do not wait alike") {
  Backoff a(500ms, 30s, 1);
  Backoff b(500ms, 30s, 2);
  int equal = 0;
  for (int i = 0; i < 20; ++i) equal += a.next() == b.next() ? 1 : 0;
  REQUIRE(equal < 5);
}

}  // namespace
}  // namespace sluice
