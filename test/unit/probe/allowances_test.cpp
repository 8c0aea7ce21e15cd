// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>

#include "probe/broker_verdicts.hpp"
#include "unit/probe/finding_line.hpp"

namespace sluice {
namespace {

using test::line;

MqttConfig task() {
  MqttConfig config;
  config.group = "plant";
  config.filters = {"sensor/#", "alarm/1"};
  config.client_id = "plant-0";
  return config;
}

std::string finding_of(const std::string& name, const ConnackView& connack, const MqttConfig& config = task()) {
  const auto all = allowances(connack, config, "plant-0-probe-abc");
  const auto found = std::find_if(all.begin(), all.end(), [&](const NamedFinding& f) { return f.name == name; });
  return found == all.end() ? "there is none" : line(found->finding);
}

ConnackView with(std::function<void(ConnackView&)> change) {
  ConnackView connack;
  change(connack);
  return connack;
}

TEST_CASE("a CONNACK without properties allows all that a task wants") {
  std::string text;
  for (const auto& [name, finding] : allowances({}, task(), "plant-0-probe-abc")) {
    text += name + ": " + line(finding) + "\n";
  }
  REQUIRE(text ==
          "Shared Subscription Available: ok: yes\n"
          "Wildcard Subscription Available: ok: yes\n"
          "Session Expiry Interval: ok: 1d: as mqtt.session_expiry asks\n"
          "Server Keep Alive: ok: as mqtt.keep_alive says: 30s\n"
          "Assigned Client Identifier: ok: none: it takes ours\n"
          "Maximum QoS: ok: 2: enough for mqtt.qos 1\n"
          "Maximum Packet Size: ok: no limit\n"
          "Receive Maximum: ok: 65535: for what is published to it; a task publishes nothing\n"
          "Topic Alias Maximum: ok: 0: for what is published to it; a task uses none\n"
          "Subscription Identifier Available: ok: yes: a task uses none\n"
          "Retain Available: ok: yes: a task asks for no retained messages\n");
}

TEST_CASE("what a broker does not allow is told with what it costs and what helps") {
  const struct {
    const char* name;
    std::function<void(ConnackView&)> change;
    const char* expected;
  } rows[] = {
      {"Shared Subscription Available", [](auto& c) { c.shared_subscription_available = false; },
       "failed for good: no: a $share filter would never match; turn shared subscriptions on in the server, or use one "
       "that has them: replicas share their load by them"},
      {"Wildcard Subscription Available", [](auto& c) { c.wildcard_subscription_available = false; },
       "failed for good: no, and `sensor/#` has one; write mqtt.filters without + and #, or turn wildcard "
       "subscriptions on in the server"},
      {"Session Expiry Interval", [](auto& c) { c.session_expiry = 3600; },
       "warning: 1h where mqtt.session_expiry is 1d: what waits for a replica that is away for longer is lost or goes "
       "to the others; raise the broker's limit for session expiry, or lower mqtt.session_expiry"},
      {"Session Expiry Interval", [](auto& c) { c.session_expiry = 0; },
       "failed for good: 0s where mqtt.session_expiry is 1d: each loss of a connection would lose what is not "
       "acknowledged; raise the broker's limit for session expiry, or set mqtt.profile to the broker's name if it "
       "gives such messages to the other members"},
      {"Session Expiry Interval", [](auto& c) { c.session_expiry = 0xFFFFFFFF; },
       "ok: never: as mqtt.session_expiry asks"},
      {"Server Keep Alive", [](auto& c) { c.server_keep_alive = 20; },
       "ok: 20s, by the server's word, instead of mqtt.keep_alive 30s"},
      {"Server Keep Alive", [](auto& c) { c.server_keep_alive = 60; },
       "ok: 1m, by the server's word; a task tests the connection after mqtt.keep_alive 30s all the same"},
      {"Server Keep Alive", [](auto& c) { c.server_keep_alive = 0; },
       "warning: off, by the server's word, where mqtt.keep_alive is 30s: the server notices a dead connection late; "
       "let the server keep watch, e.g. for 30 s"},
      {"Assigned Client Identifier", [](auto& c) { c.assigned_client_id = "x1"; },
       "warning: `x1` in place of `plant-0-probe-abc`: a task that starts anew would not find its session again; let "
       "the server take mqtt.client_id as it is"},
      {"Maximum QoS", [](auto& c) { c.maximum_qos = 0; },
       "warning: 0 where mqtt.qos is 1: messages may come unacknowledged; let the server take QoS 1, or set mqtt.qos "
       "to 0 and accept losses"},
      {"Maximum Packet Size", [](auto& c) { c.maximum_packet_size = 1024; },
       "ok: 1KiB: for what is sent to it; SUBSCRIBE takes about 113B"},
      {"Maximum Packet Size", [](auto& c) { c.maximum_packet_size = 100; },
       "warning: 100B where SUBSCRIBE takes about 113B; raise the server's packet size limit, or name fewer or shorter "
       "mqtt.filters"},
      {"Receive Maximum", [](auto& c) { c.receive_maximum = 10; },
       "ok: 10: for what is published to it; a task publishes nothing"},
      {"Topic Alias Maximum", [](auto& c) { c.topic_alias_maximum = 7; },
       "ok: 7: for what is published to it; a task uses none"},
      {"Subscription Identifier Available", [](auto& c) { c.subscription_identifier_available = false; },
       "ok: no: a task uses none"},
      {"Retain Available", [](auto& c) { c.retain_available = false; }, "ok: no: a task asks for no retained messages"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    CHECK(finding_of(row.name, with(row.change)) == row.expected);
  }
}

TEST_CASE("filters without wildcards need none; QoS 0 needs no more; a redispatching broker may end sessions") {
  MqttConfig config = task();
  config.filters = {"alarm/1"};
  config.qos = 0;
  config.profile = &broker_profile(1);
  CHECK(finding_of("Wildcard Subscription Available", with([](auto& c) { c.wildcard_subscription_available = false; }),
                   config) == "ok: no: mqtt.filters have none");
  CHECK(finding_of("Maximum QoS", with([](auto& c) { c.maximum_qos = 0; }), config) == "ok: 0: enough for mqtt.qos 0");
  BrokerProfile profile;
  profile.family = BrokerFamily::redispatching;
  config.profile = &profile;
  CHECK(finding_of("Session Expiry Interval", with([](auto& c) { c.session_expiry = 0; }), config) ==
        "warning: 0s where mqtt.session_expiry is 1d: what a replica holds goes to the others at once when its "
        "connection is lost; raise the broker's limit for session expiry, or see that another replica is always there");
}

}  // namespace
}  // namespace sluice
