// SPDX-License-Identifier: Apache-2.0
// The status page of `sluice run` between a scripted broker and librdkafka's mock cluster.
#include <catch2/catch.hpp>
#include <cstdlib>

#include "browser/browser.hpp"
#include "component/operations_rig.hpp"

namespace sluice::test {

TEST_CASE("the page of a running task shows what flows, a pause, and why it is not ready while Kafka is away") {
  Plant plant;
  SluiceProcess sluice(watched(plant));
  const Watcher watcher(sluice);
  auto session = plant.broker.accept_session();
  REQUIRE(watcher.shows("/readyz", R"("ready":true)"));
  Browser browser(phone);
  browser.open("http://127.0.0.1:" + std::to_string(watcher.port) + '/');
  CHECK(browser.title() == "Healthy: plant - Sluice");
  CHECK(browser.text(".totals div:first-child dd") == "0");
  CHECK(browser.text("tbody code") == "plant-0");

  const auto comes = [&](const char* selector, const std::string& text) {
    return eventually(Milliseconds{30'000}, [&] { return browser.text(selector) == text; });
  };
  for (std::uint16_t id = 1; id <= 3; ++id) session.peer.send_publish(message(id, "x"));
  session.peer.expect_pubacks({1, 2, 3});
  CHECK(comes(".totals div:first-child dd", "3"));
  CHECK(comes(".totals div:nth-child(2) dd", "3"));

  browser.click("button");
  browser.click("button");
  CHECK(comes(".word", "Paused"));
  CHECK(watcher.shows("/readyz", R"("paused":true)"));
  browser.click("button");
  CHECK(comes(".word", "Healthy"));

  plant.kafka.set_down();
  session.peer.send_publish(message(4, "x"));
  CHECK(comes(".word", "Abnormal"));
  CHECK(browser.text(".reasons").find("Kafka cannot be reached at " + plant.kafka.bootstrap()) != std::string::npos);
  if (const char* folder = std::getenv("SLUICE_SCREENSHOTS"))
    browser.save_screenshot(std::string(folder) + "/running-phone.png");
  plant.kafka.set_up();
  session.peer.expect_puback(4);
  CHECK(comes(".word", "Healthy"));
}

}  // namespace sluice::test
