// SPDX-License-Identifier: Apache-2.0
// The broker has queued more than a window when the replica starts.
#include <catch2/catch.hpp>

#include "faults/fault_site.hpp"

namespace sluice::test {

// One under way for each packet id, and more: the ids wrap.
TEMPLATE_TEST_CASE("F23 100000 messages of backlog at the start", "", Mosquitto, Artemis) {
  FaultSite site(kind_of<TestType>);
  {
    const auto replica = site.start(0);
    CHECK(replica->stop() == 0);
  }
  LoadPublisher load(site.broker().port(), {.count = 100'000, .per_second = 10'000});
  const auto accepted = load.finish(Milliseconds{120'000}).accepted;
  CHECK(accepted.size() == 100'000);
  const auto replica = site.start(0);
  site.conclude(accepted, {.repeated = repeats_of_a_stop(site.kind()), .text = "packet ids wrap"});
}

}  // namespace sluice::test
