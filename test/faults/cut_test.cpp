// SPDX-License-Identifier: Apache-2.0
// The connection to the broker is reset again and again under load, within packets and between them.
#include <catch2/catch.hpp>

#include "faults/fault_site.hpp"
#include "support/cutting_proxy.hpp"

namespace sluice::test {
namespace {

constexpr std::size_t large_window = 1'000;  // Mosquitto 2.0.11 exceeds a small one as soon as messages queue behind it

/// Publishes a load while a proxy cuts by `plan`. Only Mosquitto: Artemis 2.55.0 may stop sending to a session whose
/// connections were reset while PUBACKs were under way, to any client, until the next connection.
void run_with_cuts(const CutPlan& plan, std::size_t cuts_wanted) {
  FaultSite site(BrokerKind::mosquitto);
  CuttingProxy proxy(site.broker().port(), plan);
  const auto sluice = FaultSite::start(site.file(0)
                                           .set("mqtt.brokers", "[\"" + proxy.url() + "\"]")
                                           .set("mqtt.receive_maximum", std::to_string(large_window)));
  LoadPublisher load(site.broker().port(), {.count = 12'000, .per_second = 2'000});
  const bool is_cut = eventually(Milliseconds{60'000}, [&] { return proxy.cuts() >= cuts_wanted; });
  INFO(load.answered() << " answered, " << site.log().count() << " in Kafka, " << proxy.cuts() << " cuts");
  REQUIRE(is_cut);
  proxy.stop_cutting();
  const auto accepted = load.finish(Milliseconds{60'000}).accepted;
  site.conclude(accepted, {.repeated = proxy.cuts() * large_window, .text = std::to_string(proxy.cuts()) + " resets"});
  CHECK(sluice->stop() == 0);
}

}  // namespace

TEST_CASE("F7 connection reset at random bytes under load - Mosquitto") {
  run_with_cuts({.at = CutPlan::At::bytes, .least = 2'000, .most = 112'000, .seed = 11}, 6);
}

TEST_CASE("F7 connection reset between packets under load - Mosquitto") {
  run_with_cuts({.at = CutPlan::At::packets, .least = 100, .most = 1'500, .seed = 12}, 6);
}

}  // namespace sluice::test
