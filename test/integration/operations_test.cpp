// SPDX-License-Identifier: Apache-2.0
// A task between real servers, watched by Debian's Prometheus and paused by an operator.
#include <catch2/catch.hpp>

#include "component/operations_rig.hpp"
#include "support/prometheus.hpp"
#include "support/site.hpp"

namespace sluice::test {
namespace {

TaskFile watched(const Site& site) { return site.file().set("operations.listen", "\":0\""); }

}  // namespace

TEST_CASE("Prometheus scrapes a task, and promtool has nothing against its metrics") {
  const Site site;
  SluiceProcess sluice(watched(site));
  sluice.wait_ready();
  const Watcher watcher(sluice);
  const Prometheus prometheus(watcher.port);
  LoadPublisher load(site.mosquitto.port(), {.count = 500});
  CHECK(load.finish(Milliseconds{60'000}).accepted.size() == 500);
  CHECK(watcher.shows("/metrics", R"(sluice_messages_delivered_total{client_id="plant-0"} 500)"));
  const std::string answer = prometheus.wait_for("sluice_messages_delivered_total", "\"500\"");
  CAPTURE(prometheus.log());
  CHECK(answer.find(R"("client_id":"plant-0")") != std::string::npos);
  CHECK(answer.find("\"500\"") != std::string::npos);
  CHECK(prometheus.wait_for("sluice_delivery_seconds_count", "\"500\"").find("\"500\"") != std::string::npos);
  CHECK(prometheus.wait_for("up", "\"1\"").find("\"1\"") != std::string::npos);

  const TempDir folder;
  const std::string file = folder.write("metrics.txt", watcher.get("/metrics").body).string();
  Process promtool({{"sh", "-c", "exec promtool check metrics < \"$0\"", file}, {}, {}});
  const auto status = promtool.wait(Milliseconds{20'000});
  CAPTURE(promtool.output());
  REQUIRE(status);
  CHECK(status->code == 0);
  CHECK(promtool.line_count() == 0);
  CHECK(sluice.stop() == 0);
}

TEST_CASE("while a task is paused its messages wait at Mosquitto, and none is lost") {
  const Site site;
  SluiceProcess sluice(watched(site).set("mqtt.keep_alive", "1s"));
  sluice.wait_ready();
  const Watcher watcher(sluice);
  LoadPublisher before(site.mosquitto.port(), {.first = 0, .count = 200});
  auto accepted = before.finish(Milliseconds{30'000}).accepted;
  CHECK(site.settle(accepted).missing(accepted).empty());
  REQUIRE(watcher.post("/pause").status == 200);
  sluice.wait_for_log({"event=paused"});
  LoadPublisher meanwhile(site.mosquitto.port(), {.first = 200, .count = 3'000});
  const auto more = meanwhile.finish(Milliseconds{30'000}).accepted;
  CHECK(more.size() == 3'000);
  site.log.wait_until_quiet(Milliseconds{3'000}, Milliseconds{10'000});
  // One read may have been on its way when the pause came: not with a publisher that has finished.
  CHECK(site.log.count() == 200);
  CHECK(watcher.get("/status.json").body.find(R"("health":"paused")") != std::string::npos);
  REQUIRE(watcher.post("/resume").status == 200);
  accepted.insert(accepted.end(), more.begin(), more.end());
  const auto tally = site.settle(accepted);
  CHECK(tally.missing(accepted).empty());
  CHECK(tally.repeats() == 0);
  CHECK(sluice.process().count_lines("event=connection_lost") == 0);
  CHECK(sluice.stop() == 0);
}

}  // namespace sluice::test
