// SPDX-License-Identifier: Apache-2.0
// The connection to the broker is reset again and again under load, within packets and between them.
#include <catch2/catch.hpp>

#include "support/cutting_proxy.hpp"
#include "support/site.hpp"

namespace sluice::test {
namespace {

using None = std::vector<MessageId>;

constexpr std::size_t window = 1000;  ///< the default of mqtt.receive_maximum

/// Publishes a load while a proxy cuts by `plan`.
void run_with_cuts(const CutPlan& plan, std::size_t cuts_wanted) {
  const Site site;
  CuttingProxy proxy(site.mosquitto.port(), plan);
  SluiceProcess sluice(site.file().set("mqtt.brokers", "[\"" + proxy.url() + "\"]"));
  sluice.wait_ready();
  LoadPublisher load(site.mosquitto.port(), {.count = 12'000, .per_second = 2'000});
  REQUIRE(eventually(Milliseconds{60'000}, [&] { return proxy.cuts() >= cuts_wanted; }));
  proxy.stop_cutting();
  const auto result = load.finish(Milliseconds{60'000});
  CHECK(result.accepted.size() == 12'000);
  const auto tally = site.settle(result.accepted);
  CHECK(tally.missing(result.accepted) == None{});
  CHECK(tally.repeats() <= proxy.cuts() * window);
  CHECK(sluice.stop() == 0);
  WARN(proxy.cuts() << " cuts: " << tally.repeats() << " of 12,000 repeated");
}

}  // namespace

TEST_CASE("the connection is cut at random bytes under load: 0 lost, at most a window repeated each time") {
  run_with_cuts({.at = CutPlan::At::bytes, .least = 2'000, .most = 112'000, .seed = 11}, 6);
}

TEST_CASE("the connection is cut between packets under load: 0 lost, at most a window repeated each time") {
  run_with_cuts({.at = CutPlan::At::packets, .least = 100, .most = 1'500, .seed = 12}, 6);
}

}  // namespace sluice::test
