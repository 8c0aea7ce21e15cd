// SPDX-License-Identifier: Apache-2.0
#include "config/broker_profile.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "unit/config/config_text.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;
using test::environment_of;
using test::load;
using test::minimal;
using test::rendered;

MqttConfig mqtt_of(const std::string& lines) {
  const LoadResult result = load(minimal(lines));
  INFO(render(result.diagnostics));
  REQUIRE(result.config);
  return result.config->mqtt;
}

TEST_CASE("a profile gives the defaults of what depends on the broker") {
  struct Row {
    std::string profile;
    BrokerFamily family;
    std::chrono::seconds session_expiry;
    OnStop on_stop;
    std::chrono::seconds hold_limit;
    std::uint32_t queue_limit;
  };
  using enum BrokerFamily;
  const auto row = GENERATE(values<Row>({
      {"session-bound", session_bound, 24h, OnStop::keep, 0s, 1000},
      {"redispatching", redispatching, 5min, OnStop::keep, 0s, 1000},
      {"mosquitto", session_bound, 24h, OnStop::keep, 0s, 1000},
      {"vernemq", session_bound, 24h, OnStop::keep, 0s, 1000},
      {"mochi", session_bound, 24h, OnStop::keep, 0s, 8192},
      {"rmqtt", session_bound, 24h, OnStop::keep, 0s, 1000},
      {"bifromq", session_bound, 24h, OnStop::keep, 25s, 1000},
      {"emqx", redispatching, 5min, OnStop::leave, 0s, 1000},
      {"hivemq", redispatching, 1h, OnStop::keep, 30s, 1000},
      {"artemis", redispatching, 24h, OnStop::keep, 0s, 0},
  }));
  CAPTURE(row.profile);
  const MqttConfig mqtt = mqtt_of("  profile: " + row.profile + '\n');
  CHECK(mqtt.profile->name == row.profile);
  CHECK(mqtt.profile->family == row.family);
  CHECK(mqtt.session_expiry == row.session_expiry);
  CHECK(mqtt.on_stop == row.on_stop);
  CHECK(mqtt.hold_limit == row.hold_limit);
  CHECK(mqtt.broker_queue_limit == row.queue_limit);
}

TEST_CASE("what the file says goes before the profile, wherever it stands") {
  const MqttConfig mqtt =
      mqtt_of("  session_expiry: 2m\n  on_stop: keep\n  hold_limit: 7s\n  broker_queue_limit: 5\n  profile: emqx\n");
  CHECK(mqtt.session_expiry == 2min);
  CHECK(mqtt.on_stop == OnStop::keep);
  CHECK(mqtt.hold_limit == 7s);
  CHECK(mqtt.broker_queue_limit == 5);
}

TEST_CASE("an unknown profile is a fault with all the names") {
  CHECK(rendered(minimal("  profile: mosquito\n")) ==
        "task.yaml:7:12: error: `mqtt.profile` is `mosquito`: it is one of session-bound, redispatching, mosquitto, "
        "vernemq, mochi, rmqtt, bifromq, emqx, hivemq, artemis\n"
        "    profile: mosquito\n"
        "             ^\n"
        "  hint: did you mean `mosquitto`?\n");
}

TEST_CASE("a hand-over needs a limit, from the file or from the profile") {
  const std::string hand_over = "  at_hold_limit: hand_over\n";
  CHECK(mqtt_of("").at_hold_limit == AtHoldLimit::release);
  CHECK(mqtt_of("  hold_limit: 30s\n" + hand_over).at_hold_limit == AtHoldLimit::hand_over);
  CHECK(rendered(minimal("  profile: hivemq\n" + hand_over)).empty());
  CHECK(
      rendered(minimal(hand_over)) ==
      "task.yaml:7:18: error: `mqtt.at_hold_limit` is `hand_over`, but without `mqtt.hold_limit` there is no limit at "
      "which to do it\n"
      "    at_hold_limit: hand_over\n"
      "                   ^\n"
      "  hint: write how long to wait for Kafka, such as `hold_limit: 30s`\n");
}

TEST_CASE("a broker that drops what is held for long takes no hand-over") {
  CHECK(
      rendered(minimal("  at_hold_limit: hand_over\n  profile: bifromq\n")) ==
      "task.yaml:7:18: error: `mqtt.at_hold_limit` is `hand_over`, but `bifromq` drops what stays unacknowledged on a "
      "living connection: what this replica holds would be lost\n"
      "    at_hold_limit: hand_over\n"
      "                   ^\n"
      "  hint: leave it out: `release` closes the connection in time\n");
}

TEST_CASE("a client id that never comes back is a warning on a session-bound broker alone") {
  Environment pod = environment_of();
  pod.hostname = "sluice-7d9f8b6c5d-x2x9z";
  const std::string text = rendered(minimal("  profile: mosquitto\n"), {}, pod);
  CHECK(text.find("warning: `mqtt.client_id` `plant-sluice-7d9f8b6c5d-x2x9z` ends like the name of a pod or container, "
                  "which never comes back: on a session-bound broker (`mqtt.profile: mosquitto`) what a killed replica "
                  "held is lost when its session expires\n") != std::string::npos);
  CHECK(text.find("  hint: run a StatefulSet or fixed ids, and rescue dead sessions by `sluice decommission`; or set "
                  "`mqtt.profile` to your broker, if it gives them to the others\n") != std::string::npos);
  CHECK(rendered(minimal("  profile: emqx\n"), {}, pod).empty());
  CHECK(rendered(minimal("  profile: mosquitto\n  client_id: plant-0\n"), {}, pod).empty());
}

}  // namespace
}  // namespace sluice
