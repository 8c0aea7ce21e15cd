// SPDX-License-Identifier: Apache-2.0
// Brokers that refuse, are silent, or are not there: what `sluice probe` says, and its exit code.
#include <catch2/catch.hpp>

#include "component/probe_run.hpp"

namespace sluice::test {
namespace {

struct Row {
  std::uint8_t code;
  int exit_code;
  const char* text;
};

}  // namespace

TEST_CASE("a refused CONNECT is told by name; only what waiting can mend is exit code 1") {
  const auto row = GENERATE(Row{0x86, 3, "0x86 Bad User Name or Password (see the log); check mqtt.username"},
                            Row{0x89, 1, "0x89 Server busy (see the log); wait: the server is expected back"},
                            Row{0x9C, 3, "0x9C Use another server (see the log), it names none; put the server"});
  Plant plant;
  ProbeProcess probe(broker_side(plant).set("mqtt.username", "me").set("mqtt.password", "hunter2"));
  auto peer = plant.broker.accept();
  CHECK(peer.expect_connect().password == "hunter2");
  peer.reply_connack({.reason = row.code, .properties = {{PropertyId::reason_string, "see the log"}}}).close();
  CHECK(probe.exit_code() == row.exit_code);
  CHECK(probe.step("CONNACK").starts_with("failed CONNACK: " + std::string(row.text)));
  CHECK(probe.step("SUBACK") == "skipped SUBACK: the connection was not accepted");
  CHECK(probe.output().find("hunter2") == std::string::npos);
}

TEST_CASE("a refused filter is told with the group that asked, and the others' verdicts beside it") {
  const auto row = GENERATE(Row{0x87, 3, "0x87 Not authorized; let mqtt.username subscribe"},
                            Row{0x00, 3, "0x00 Granted QoS 0 where QoS 1 was asked for; let the server grant QoS 1"},
                            Row{0x80, 1, "0x80 Unspecified error; look into the server's log"});
  Plant plant;
  ProbeProcess probe(broker_side(plant).set("mqtt.filters", "[\"load/#\", \"alarm/1\"]"));
  play_connack(plant.broker);
  play_subscription(plant.broker, {0x01, row.code});
  CHECK(probe.exit_code() == row.exit_code);
  CHECK(probe.step("SUBACK", 0) == "ok SUBACK: `load/#`: 0x01 Granted QoS 1");
  CHECK(probe.step("SUBACK", 1).starts_with("failed SUBACK: `alarm/1`: " + std::string(row.text)));
}

TEST_CASE("a broker that ends the connection at SUBSCRIBE is quoted") {
  Plant plant;
  ProbeProcess probe(broker_side(plant));
  play_connack(plant.broker);
  auto peer = plant.broker.accept();
  peer.expect_connect();
  peer.reply_connack();
  peer.expect_subscribe();
  peer.send_disconnect(0x9E).close();
  CHECK(probe.exit_code() == 3);
  CHECK(
      probe.step("SUBACK").starts_with("failed SUBACK: no SUBACK: the broker ended the connection: 0x9E Shared "
                                       "Subscriptions not supported; turn shared subscriptions on"));
}

TEST_CASE("a broker that says nothing is left at the step's deadline") {
  Plant plant;
  ProbeProcess probe(broker_side(plant), {"--deadline", "1s"});
  auto peer = plant.broker.accept();
  peer.expect_connect();
  peer.expect_end();
  CHECK(probe.exit_code() == 1);
  CHECK(probe.step("CONNACK") == "failed CONNACK: no CONNACK within 1s; look at the broker's health and log");
}

TEST_CASE("what speaks no MQTT 5 is told so") {
  const auto [bytes, text] = GENERATE(
      std::pair{std::string("HTTP/1.1 400 Bad Request\r\n\r\n"), "failed CONNACK: no CONNACK: the broker sent what is"},
      std::pair{std::string("\x20\x02\x00\x01", 4), "failed CONNACK: 0x84 Unsupported Protocol Version (the server "});
  Plant plant;
  ProbeProcess probe(broker_side(plant));
  auto peer = plant.broker.accept();
  peer.expect_connect();
  peer.send(bytes);
  peer.expect_end();
  CHECK(probe.exit_code() == 3);
  CHECK(probe.step("CONNACK").starts_with(text));
}

TEST_CASE("all brokers are probed, those after one that is away too") {
  Plant plant;
  const std::string away = "mqtt://127.0.0.1:" + std::to_string(free_port());
  ProbeProcess probe(broker_side(plant).set("mqtt.brokers", "[\"" + away + "\", \"" + plant.broker.url() + "\"]"));
  play_connack(plant.broker);
  play_subscription(plant.broker);
  CHECK(probe.exit_code() == 1);
  CHECK(probe.step("TCP", 0).find(": Connection refused; check that the server listens there, mqtt.brokers, and the "
                                  "firewalls between") != std::string::npos);
  CHECK(probe.step("CONNACK", 0) == "skipped CONNACK: there is no connection");
  CHECK(probe.step("CONNACK", 1).starts_with("ok CONNACK: 0x00 Success"));
}

TEST_CASE("a host without address is told, and its other steps are left out") {
  Plant plant;
  ProbeProcess probe(broker_side(plant).set("mqtt.brokers", "[\"mqtt://no-such-host.invalid:1883\"]"));
  CHECK(probe.exit_code() == 1);
  CHECK(probe.step("DNS").starts_with("failed DNS: cannot resolve the host name `no-such-host.invalid`: "));
  CHECK(probe.step("TCP") == "skipped TCP: the host name has no address");
}

}  // namespace sluice::test
