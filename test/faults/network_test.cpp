// SPDX-License-Identifier: Apache-2.0
// The network to the broker fails without a word: packets vanish, or the broker stands still.
#include <catch2/catch.hpp>

#include "faults/network_faults.hpp"

namespace sluice::test {

TEMPLATE_TEST_CASE("F7 network cut of 5 s within the keep-alive", "", Mosquitto, Artemis) {
  cut_network(kind_of<TestType>, {.length = Milliseconds{5'000}, .keep_alive = "30s", .is_noticed = false});
}

TEMPLATE_TEST_CASE("F7 network cut of 6 s which is three keep-alives", "", Mosquitto, Artemis) {
  cut_network(kind_of<TestType>, {.length = Milliseconds{6'000}, .keep_alive = "2s"});
}

TEMPLATE_TEST_CASE("F8 broker frozen until the ping gives up", "", Mosquitto, Artemis) {
  freeze_broker(kind_of<TestType>, {.length = Milliseconds{8'000}, .keep_alive = "2s"});
}

}  // namespace sluice::test
