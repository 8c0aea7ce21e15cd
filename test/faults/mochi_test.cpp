// SPDX-License-Identifier: Apache-2.0
// mochi: session-bound, in memory. What exceeds a Receive Maximum it leaves until the next connection, so the window is
// the largest there is.
#include <catch2/catch.hpp>

#include "faults/fault_site.hpp"

namespace sluice::test {
namespace {

constexpr unsigned per_second = 1'000;

TaskFile mochi_file(const FaultSite& site, unsigned number) {
  return site.file(number).set("mqtt.receive_maximum", "65535");
}

/// Publishes and adds what was accepted.
void publish(FaultSite& site, MessageId first, MessageId count, std::vector<MessageId>& accepted) {
  LoadPublisher load(site.broker().port(), {.first = first, .count = count, .per_second = per_second});
  const auto more = load.finish(Milliseconds{30'000}).accepted;
  accepted.insert(accepted.end(), more.begin(), more.end());
}

}  // namespace

// Its own packet ids in flight count from 1, and it refuses a SUBSCRIBE that has one of them (0x91).
TEST_CASE("F1 kill -9 of the only replica with 1000 unacknowledged messages and back - mochi") {
  FaultSite site(BrokerKind::mochi);
  std::vector<MessageId> accepted;
  {
    auto replica = FaultSite::start(mochi_file(site, 0));
    publish(site, 0, 500, accepted);
    REQUIRE(site.log().wait_for_distinct(500, Milliseconds{20'000}));
    site.kafka().freeze();
    publish(site, 500, 1'000, accepted);
    replica->kill();
    site.kafka().thaw();
  }
  const auto replica = FaultSite::start(mochi_file(site, 0));
  publish(site, 1'500, 500, accepted);
  site.conclude(accepted, {.repeated = 1'000, .text = "subscribed at once"});
  CHECK(replica->process().count_lines("level=warn") == 0);
}

TEST_CASE("F4 SIGTERM of the only replica (keep) and back - mochi") {
  FaultSite site(BrokerKind::mochi);
  std::vector<MessageId> accepted;
  auto replica = FaultSite::start(mochi_file(site, 0));
  publish(site, 0, 1'000, accepted);
  CHECK(replica->stop() == 0);
  publish(site, 1'000, 2'000, accepted);
  replica = FaultSite::start(mochi_file(site, 0));
  publish(site, 3'000, 1'000, accepted);
  site.conclude(accepted, {});
}

TEST_CASE("F4 SIGTERM of the only replica (leave) - mochi") {
  FaultSite site(BrokerKind::mochi);
  const auto file = mochi_file(site, 0).set("mqtt.on_stop", "leave");
  std::vector<MessageId> accepted;
  auto replica = FaultSite::start(file);
  publish(site, 0, 500, accepted);
  CHECK(replica->stop() == 0);
  publish(site, 500, 500, accepted);
  CHECK_FALSE(site.has_session("plant-0"));
  replica = FaultSite::start(file);
  site.conclude(accepted, {.lost_least = 500, .lost_most = 500, .text = "publishers are not told"});
}

// 2.7.9 copies a session for the new connection and then clears the old one, with what was published meanwhile.
TEST_CASE("F5 rolling update of three replicas under their ids (keep) - mochi") {
  constexpr std::size_t lost_at_a_return = per_second / 4;
  FaultSite site(BrokerKind::mochi);
  std::vector<std::unique_ptr<SluiceProcess>> fleet;
  for (unsigned number = 0; number < 3; ++number) fleet.push_back(FaultSite::start(mochi_file(site, number)));
  LoadPublisher load(site.broker().port(), {.count = 5'000, .per_second = per_second});
  REQUIRE(load.wait_for_answers(500, Milliseconds{20'000}));
  for (unsigned number = 0; number < 3; ++number) {
    CHECK(fleet[number]->stop() == 0);
    fleet[number] = FaultSite::start(mochi_file(site, number));
  }
  site.conclude(load,
                {.lost_most = 3 * lost_at_a_return, .text = "lost = what comes while a session is taken up again"});
}

}  // namespace sluice::test
