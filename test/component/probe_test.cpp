// SPDX-License-Identifier: Apache-2.0
// What `sluice probe` asks a broker, and that it leaves nothing behind.
#include <catch2/catch.hpp>

#include "component/probe_run.hpp"

namespace sluice::test {
namespace {

std::uint32_t number(const Properties& properties, PropertyId id) {
  for (const auto& property : properties) {
    if (property.id == id) return std::get<std::uint32_t>(property.value);
  }
  return 0xBAD;
}

}  // namespace

TEST_CASE("the probe asks what the task would ask, in a session and a group of its own") {
  Plant plant;
  ProbeProcess probe(broker_side(plant).set("mqtt.filters", "[\"load/#\", \"alarm/1\"]"));

  auto first = plant.broker.accept();
  const Connect asking = first.expect_connect();
  CHECK(asking.clean_start);
  CHECK(asking.client_id.starts_with("plant-0-probe-"));
  CHECK(number(asking.properties, PropertyId::session_expiry) == 86400);
  CHECK(number(asking.properties, PropertyId::receive_maximum) == 1000);
  first.reply_connack();
  CHECK(number(first.expect_disconnect().properties, PropertyId::session_expiry) == 0);
  first.close();

  auto second = plant.broker.accept();
  const Connect subscribing = second.expect_connect();
  CHECK(subscribing.clean_start);
  CHECK(subscribing.client_id == asking.client_id);
  CHECK(number(subscribing.properties, PropertyId::session_expiry) == 0);
  CHECK(number(subscribing.properties, PropertyId::receive_maximum) == 1);
  second.reply_connack();
  const Subscribe subscribe = second.expect_subscribe();
  const std::string group = "plant-probe-" + asking.client_id.substr(std::string("plant-0-probe-").size());
  REQUIRE(subscribe.subscriptions.size() == 2);
  CHECK(subscribe.subscriptions[0].filter == "$share/" + group + "/load/#");
  CHECK(subscribe.subscriptions[1].filter == "$share/" + group + "/alarm/1");
  CHECK(subscribe.subscriptions[0].qos == 1);
  CHECK(subscribe.subscriptions[0].retain_handling == 2);
  second.reply_suback(subscribe);
  second.send_publish(message(1, "a copy"));
  const Unsubscribe unsubscribe = second.expect_unsubscribe();
  CHECK(unsubscribe.filters == std::vector<std::string>{"$share/" + group + "/load/#", "$share/" + group + "/alarm/1"});
  second.reply_unsuback(unsubscribe);
  CHECK(number(second.expect_disconnect().properties, PropertyId::session_expiry) == 0);  // and no PUBACK before it
  second.close();

  CHECK(probe.exit_code() == 0);
  CHECK(probe.step("SUBACK", 0) == "ok SUBACK: `load/#`: 0x01 Granted QoS 1");
  CHECK(probe.step("SUBACK", 1) == "ok SUBACK: `alarm/1`: 0x01 Granted QoS 1");
  CHECK(probe.step("DISCONNECT") ==
        "ok DISCONNECT: unsubscribed, session ended, nothing is left; the group `plant` lost no message to the probe, "
        "which was the only member of `" +
            group + "`: 1 message came for it and went unread");
}

TEST_CASE("what the broker does not allow is a warning, or fails for good where no task would run") {
  struct Row {
    PropertyId id;
    std::uint32_t value;
    const char* step;
    const char* begin;
    int exit_code;
  };
  const auto row = GENERATE(
      Row{PropertyId::maximum_qos, 0, "Maximum QoS", "warning Maximum QoS: 0 where mqtt.qos is 1", 0},
      Row{PropertyId::session_expiry, 60, "Session Expiry Interval", "warning Session Expiry Interval: 1m where", 0},
      Row{PropertyId::topic_alias_maximum, 9, "Topic Alias Maximum", "ok Topic Alias Maximum: 9", 0},
      Row{PropertyId::session_expiry, 0, "Session Expiry Interval", "failed Session Expiry Interval: 0s where", 3},
      Row{PropertyId::shared_available, 0, "SUBACK", "skipped SUBACK: the server has no shared subscriptions", 3});
  CAPTURE(row.begin);
  Plant plant;
  ProbeProcess probe(broker_side(plant));
  auto first = plant.broker.accept();
  first.expect_connect();
  first.reply_connack({.properties = {{row.id, row.value}}});
  first.expect_disconnect();
  first.close();
  if (row.id != PropertyId::shared_available) play_subscription(plant.broker);
  CHECK(probe.exit_code() == row.exit_code);
  CHECK(probe.step(row.step).starts_with(row.begin));
}

TEST_CASE("a client id that the broker finds too long is tried once more in its short form") {
  Plant plant;
  ProbeProcess probe(broker_side(plant).set("mqtt.client_id", "plant-telemetry-0"));
  auto strict = plant.broker.accept();
  CHECK(strict.expect_connect().client_id.starts_with("plant-telemetry-0-probe-"));
  strict.reply_connack({.reason = 0x85, .properties = {}}).close();
  auto first = plant.broker.accept();
  const std::string id = first.expect_connect().client_id;
  CHECK(id.starts_with("planttelemetprobe"));
  CHECK(id.size() == 23);
  first.reply_connack();
  first.expect_disconnect();
  first.close();
  play_subscription(plant.broker);
  CHECK(probe.exit_code() == 3);  // the task may meet the same refusal
  CHECK(probe.step("CONNACK", 1).starts_with("ok CONNACK: 0x00 Success as `planttelemetprobe"));
}

TEST_CASE("Ctrl-C ends the probe in order") {
  Plant plant;
  ProbeProcess probe(broker_side(plant));
  auto first = plant.broker.accept();
  first.expect_connect();
  probe.process().signal(2);
  first.expect_end();
  CHECK(probe.exit_code() == 1);
  CHECK(probe.step("CONNACK") == "failed CONNACK: interrupted; run it again");
  CHECK(probe.step("PROBE") == "failed PROBE: interrupted before its end; run it again");
}

TEST_CASE("Ctrl-C while subscribed still leaves the group and ends the session") {
  Plant plant;
  ProbeProcess probe(broker_side(plant));
  auto first = plant.broker.accept();
  first.expect_connect();
  first.reply_connack();
  first.expect_disconnect();
  first.close();
  auto second = plant.broker.accept();
  second.expect_connect();
  second.reply_connack();
  second.expect_subscribe();
  probe.process().signal(2);
  second.reply_unsuback(second.expect_unsubscribe());
  second.expect_disconnect();
  second.close();
  CHECK(probe.exit_code() == 1);
}

}  // namespace sluice::test
