// SPDX-License-Identifier: Apache-2.0
#include "probe/broker_verdicts.hpp"

#include <catch2/catch.hpp>

#include "mqtt/wire/reason_code.hpp"
#include "unit/probe/finding_line.hpp"

namespace sluice {
namespace {

using test::line;

MqttConfig task() {
  MqttConfig config;
  config.group = "plant";
  config.filters = {"sensor/#"};
  config.client_id = "plant-0";
  return config;
}

const ProbeNames names{"plant-0-probe-abc", "plant-probe-abc"};

std::string connack(std::uint8_t code, const MqttConfig& config = task()) {
  ConnackView view;
  view.reason_code = code;
  if (code == 0x9C) view.server_reference = "other:1883";
  return line(connack_finding(view, config, names));
}

std::string suback(std::uint8_t code, std::string_view reason_string = "") {
  return line(suback_finding("sensor/#", code, reason_string, task(), names));
}

TEST_CASE("the probe comes under names of its own") {
  const ProbeNames made = probe_names(task(), "abc");
  CHECK(made.client_id == "plant-0-probe-abc");
  CHECK(made.group == "plant-probe-abc");
}

TEST_CASE("a client id that has become too long for the strictest servers has a short form") {
  MqttConfig config = task();
  config.client_id = "plant-telemetry-0";
  CHECK(short_client_id(config, probe_names(config, "abcdef"), "abcdef") == "planttelemetprobeabcdef");
  CHECK(short_client_id(task(), names, "abc").empty());  // short enough already
  config.client_id = "plant-telemetry-of-the-north-0";
  CHECK(short_client_id(config, probe_names(config, "abcdef"), "abcdef").empty());  // so is the task's own too long
}

TEST_CASE("a refused connection is told by name, with the remedy and whether it is for good") {
  CHECK(connack(0x00) == "ok: 0x00 Success as `plant-0-probe-abc`");
  CHECK(connack(0x86) ==
        "failed for good: 0x86 Bad User Name or Password; check mqtt.username and mqtt.password, and the server's user "
        "list");
  CHECK(connack(0x87) ==
        "failed for good: 0x87 Not authorized; check mqtt.username and mqtt.password; ask the server's owner to allow "
        "this user and client id; the probe came as client `plant-0-probe-abc`, the task comes as `plant-0`");
  CHECK(connack(0x89) == "failed: 0x89 Server busy; wait: the server is expected back; look at its health if it lasts");
  CHECK(connack(0x9C) ==
        "failed for good: 0x9C Use another server, it names `other:1883`; put the server that it names into "
        "mqtt.brokers, or set mqtt.follow_redirects to true");
  MqttConfig config = task();
  config.follow_redirects = true;
  CHECK(connack(0x9C, config) ==
        "warning: 0x9C Use another server, it names `other:1883`; a task would go there (mqtt.follow_redirects); probe "
        "that server too");
}

TEST_CASE("every refusal of the table is for good unless it means to come again") {
  for (const ReasonEntry& entry : reasons()) {
    CAPTURE(describe(entry));
    if (entry.scope == ReasonScope::connack && entry.meaning != ReasonMeaning::success) {
      ConnackView view;
      view.reason_code = entry.code;
      const StepFinding finding = connack_finding(view, task(), names);
      CHECK(finding.verdict == StepVerdict::failed);
      CHECK(finding.is_for_good == (entry.meaning != ReasonMeaning::retry));
      CHECK(finding.text.find(entry.name) != std::string::npos);
      CHECK(finding.remedy.find(entry.remedy) == 0);
    }
    if (entry.scope == ReasonScope::suback && entry.meaning != ReasonMeaning::success) {
      const StepFinding finding = suback_finding("a", entry.code, "", task(), names);
      CHECK(finding.verdict == StepVerdict::failed);
      CHECK(finding.is_for_good == (entry.meaning != ReasonMeaning::retry));
      CHECK(finding.remedy.find(entry.remedy) == 0);
    }
  }
}

TEST_CASE("a filter is granted, granted less, or refused with the group that asked") {
  CHECK(suback(0x01) == "ok: `sensor/#`: 0x01 Granted QoS 1");
  CHECK(suback(0x00) ==
        "failed for good: `sensor/#`: 0x00 Granted QoS 0 where QoS 1 was asked for; let the server grant QoS 1 for "
        "this filter, or set mqtt.qos to 0 and accept losses");
  CHECK(suback(0x87, "no read right") ==
        "failed for good: `sensor/#`: 0x87 Not authorized (no read right); let mqtt.username subscribe to this filter; "
        "some servers check the filter with $share/<group>/, some without; the probe asked as group "
        "`plant-probe-abc`, the task asks as `plant`");
  CHECK(suback(0x9E).starts_with("failed for good: `sensor/#`: 0x9E Shared Subscriptions not supported; "));
}

TEST_CASE("a conversation that breaks off says at what, and whether to try again") {
  const Patience patience{Millis{10'000}, -1};
  const auto said = [&](LinkFault::Cause cause, const char* text, std::uint8_t code = 0) {
    return line(link_finding({cause, text, code}, "no CONNACK", patience));
  };
  using enum LinkFault::Cause;
  CHECK(said(deadline, "") == "failed: no CONNACK within 10s; look at the broker's health and log");
  CHECK(said(stopped, "") == "failed: interrupted; run it again");
  CHECK(said(network, "the broker closed the connection") ==
        "failed: no CONNACK: the broker closed the connection; check that an MQTT 5 broker listens there, with TLS as "
        "mqtt.brokers says; its log says more");
  CHECK(said(untrusted, "the connection broke: x") ==
        "failed for good: no CONNACK: the connection broke: x; check mqtt.tls and the broker's TLS settings");
  CHECK(said(disconnected, "the broker ended the connection: 0x8B Server shutting down", 0x8B) ==
        "failed: no CONNACK: the broker ended the connection: 0x8B Server shutting down; wait: the server is expected "
        "back; look at its health if it lasts");
  CHECK(said(malformed, "the broker sent what is not MQTT 5: x (1.2)") ==
        "failed for good: no CONNACK: the broker sent what is not MQTT 5: x (1.2); check that an MQTT 5 broker listens "
        "there, with TLS as mqtt.brokers says");
}

TEST_CASE("the farewell says what the probe has cost") {
  CHECK(line(farewell_finding(0, task(), names)) ==
        "ok: unsubscribed, session ended, nothing is left; the group `plant` lost no message to the probe, which was "
        "the only member of `plant-probe-abc`");
  CHECK(line(farewell_finding(1, task(), names)).ends_with("`plant-probe-abc`: 1 message came for it and went unread"));
}

}  // namespace
}  // namespace sluice
