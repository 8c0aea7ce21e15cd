// SPDX-License-Identifier: Apache-2.0
// The alarms of deploy/prometheus, in Debian's Prometheus, on a running task that meets a fault.
#include <catch2/catch.hpp>
#include <fstream>
#include <regex>
#include <sstream>

#include "component/operations_rig.hpp"
#include "support/prometheus.hpp"
#include "support/site.hpp"

namespace sluice::test {
namespace {

using Names = std::set<std::string>;

/// The rules as they ship, but quick: minutes of patience are a second, and a message is old after two.
std::string quick_alarms() {
  std::ifstream file(SLUICE_SOURCE_DIR "/deploy/prometheus/alerts.yaml");
  std::ostringstream text;
  text << file.rdbuf();
  const std::string quick = std::regex_replace(text.str(), std::regex("for: [0-9]+m"), "for: 1s");
  return std::regex_replace(quick, std::regex("unacknowledged_seconds > 60"), "unacknowledged_seconds > 2");
}

/// Waits until just these alarms fire; those that fired last.
Names wait_for_alarms(const Prometheus& prometheus, const Names& names) {
  Names firing;
  eventually(Milliseconds{60'000}, [&] { return (firing = prometheus.firing()) == names; });
  return firing;
}

std::string up_text(int value) { return ",\"" + std::to_string(value) + "\"]"; }

}  // namespace

TEST_CASE("the alarms fire while Kafka is stopped, and are silent before and after") {
  Site site;
  SluiceProcess sluice(site.file().set("operations.listen", "\":0\""));
  sluice.wait_ready();
  const Watcher watcher(sluice);
  const Prometheus prometheus(watcher.port, quick_alarms());
  REQUIRE(prometheus.wait_for("sluice_ready", up_text(1)).find(up_text(1)) != std::string::npos);
  CHECK(wait_for_alarms(prometheus, {}) == Names{});  // it knew no target when it began

  site.kafka.stop();
  LoadPublisher load(site.mosquitto.port(), {.count = 100});
  const auto accepted = load.finish(Milliseconds{60'000}).accepted;
  CHECK(accepted.size() == 100);
  const Names away{"SluiceKafkaUnreachable", "SluiceMessagesStuck", "SluiceNotReady"};
  CHECK(wait_for_alarms(prometheus, away) == away);

  site.kafka.start();
  CHECK(wait_for_alarms(prometheus, {}) == Names{});
  CHECK(site.settle(accepted).missing(accepted).empty());
  CHECK(sluice.stop() == 0);
}

TEST_CASE("the alarms fire for a dead letter, and when the process is gone") {
  const Site site;
  create_topic(site.kafka.address(), "dead", 1);
  SluiceProcess sluice(site.file()
                           .set("operations.listen", "\":0\"")
                           .set("dead_letters.topic", "dead")
                           .set("mqtt.max_message_size", "10KiB"));
  sluice.wait_ready();
  const Watcher watcher(sluice);
  const Prometheus prometheus(watcher.port, quick_alarms());
  const std::string none = prometheus.wait_for("sluice_messages_dead_lettered_total", up_text(0));
  REQUIRE(none.find(up_text(0)) != std::string::npos);

  LoadPublisher load(site.mosquitto.port(), {.count = 1, .payload_size = 20'000});
  CHECK(load.finish(Milliseconds{60'000}).accepted.size() == 1);
  CHECK(wait_for_alarms(prometheus, {"SluiceDeadLetters"}) == Names{"SluiceDeadLetters"});

  sluice.kill();
  const Names gone{"SluiceDeadLetters", "SluiceDown"};
  CHECK(wait_for_alarms(prometheus, gone) == gone);
}

}  // namespace sluice::test
