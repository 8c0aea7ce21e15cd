// SPDX-License-Identifier: Apache-2.0
// The long forms of network_test.cpp.
#include <catch2/catch.hpp>

#include "faults/network_faults.hpp"

namespace sluice::test {

TEMPLATE_TEST_CASE("F7 network cut of 60 s", "", Mosquitto, Artemis) {
  cut_network(kind_of<TestType>, {.length = Milliseconds{60'000}, .keep_alive = "10s"});
}

TEMPLATE_TEST_CASE("F8 broker frozen for 60 s", "", Mosquitto, Artemis) {
  freeze_broker(kind_of<TestType>, {.length = Milliseconds{60'000}, .keep_alive = "10s"});
}

}  // namespace sluice::test
