// SPDX-License-Identifier: Apache-2.0
// A replica is killed under load and comes back, or does not.
#include <catch2/catch.hpp>

#include "faults/replica_faults.hpp"

namespace sluice::test {

TEMPLATE_TEST_CASE("F1 kill -9 of one of three with a full window and back after 2 s", "", Mosquitto, Artemis) {
  kill_and_come_back(kind_of<TestType>, Milliseconds{2'000});
}

}  // namespace sluice::test
