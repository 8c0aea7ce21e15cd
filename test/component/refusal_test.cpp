// SPDX-License-Identifier: Apache-2.0
// What a broker may answer instead of success, and what sluice makes of it.
#include <catch2/catch.hpp>

#include "component/plant.hpp"

namespace sluice::test {
namespace {

struct Code {
  std::uint8_t code;
  const char* name;
};

/// A task whose first CONNECT is answered so.
struct AnsweredTask {
  explicit AnsweredTask(const Connack& connack) {
    peer.expect_connect();
    peer.reply_connack(connack);
  }

  Plant plant;
  SluiceProcess sluice{plant.file()};
  ScriptedPeer peer{plant.broker.accept()};
};

/// A task that was ready before the broker sent a DISCONNECT with this reason code.
struct DismissedTask {
  explicit DismissedTask(std::uint8_t code) {
    sluice.wait_ready();
    peer.send_disconnect(code);
  }

  Plant plant;
  SluiceProcess sluice{plant.file()};
  ScriptedPeer peer{plant.broker.accept_session().peer};
};

}  // namespace

TEST_CASE("a CONNACK that refuses for good ends the task with exit code 3 and the reason by name") {
  const auto row =
      GENERATE(Code{0x81, "Malformed Packet"}, Code{0x82, "Protocol Error"}, Code{0x84, "Unsupported Protocol Version"},
               Code{0x85, "Client Identifier not valid"}, Code{0x8A, "Banned"}, Code{0x8C, "Bad authentication method"},
               Code{0x90, "Topic Name invalid"}, Code{0x95, "Packet too large"}, Code{0x99, "Payload format invalid"},
               Code{0x9A, "Retain not supported"}, Code{0x9B, "QoS not supported"});
  AnsweredTask task({.session_present = false, .reason = row.code, .properties = {}});
  CHECK(task.sluice.exit_code() == 3);
  task.sluice.wait_for_log({row.name, hex_byte(row.code)});
}

TEST_CASE("the broker's own reason text is in the log") {
  AnsweredTask task({.reason = 0x85, .properties = {{PropertyId::reason_string, "names begin with a letter"}}});
  CHECK(task.sluice.exit_code() == 3);
  task.sluice.wait_for_log({"names begin with a letter"});
}

TEST_CASE("bad credentials are tried again slowly: they may be rotating") {
  const auto row =
      GENERATE(Code{0x86, "Bad User Name or Password"}, Code{0x87, "Not authorized"}, Code{0x97, "Quota exceeded"});
  AnsweredTask task({.reason = row.code, .properties = {}});
  task.peer.expect_end();
  task.sluice.wait_for_log({row.name, hex_byte(row.code)});
  task.plant.broker.expect_no_connection(Milliseconds{1500});
  CHECK(task.sluice.stop() == 0);
}

TEST_CASE("a CONNACK that asks for patience is tried again soon") {
  const auto row = GENERATE(Code{0x80, "Unspecified error"}, Code{0x88, "Server unavailable"},
                            Code{0x89, "Server busy"}, Code{0x9F, "Connection rate exceeded"});
  AnsweredTask task({.reason = row.code, .properties = {}});
  task.peer.expect_end();
  task.sluice.wait_for_log({row.name, hex_byte(row.code)});
  task.plant.broker.accept_session({}, Milliseconds{4'000});
  task.sluice.wait_ready();
}

TEST_CASE("F17 a broker without shared subscriptions is refused: nothing would ever come") {
  AnsweredTask task({.properties = {{PropertyId::shared_available, 0U}}});
  CHECK(task.sluice.exit_code() == 3);
  task.sluice.wait_for_log({"Shared Subscription Available = 0"});
}

TEST_CASE("F18 a SUBACK that refuses a filter for good ends the task with exit code 3 and names the filter") {
  const auto row =
      GENERATE(Code{0x00, "granted QoS 0 where QoS 1 was asked"}, Code{0x8F, "Topic Filter invalid"},
               Code{0x9E, "Shared Subscriptions not supported"}, Code{0xA2, "Wildcard Subscriptions not supported"});
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.filters", "[sensor/a, alarm/b]"));
  plant.broker.accept_session({.connack = {}, .codes = {1, row.code}});
  CHECK(sluice.exit_code() == 3);
  sluice.wait_for_log({row.name, "alarm/b"});
  CHECK(sluice.process().count_lines("event=ready") == 0);
}

TEST_CASE("F18 a SUBACK that may change is tried again slowly") {
  const auto row = GENERATE(Code{0x87, "Not authorized"}, Code{0x97, "Quota exceeded"});
  Plant plant;
  SluiceProcess sluice(plant.file());
  plant.broker.accept_session({.connack = {}, .codes = {row.code}});
  sluice.wait_for_log({row.name, "load/#"});
  plant.broker.expect_no_connection(Milliseconds{1500});
  CHECK(sluice.process().count_lines("event=ready") == 0);
  CHECK(sluice.stop() == 0);
}

TEST_CASE("a SUBSCRIBE refused as packet id in use is tried again, under another id") {
  Plant plant;
  SluiceProcess sluice(plant.file());
  auto session = plant.broker.accept_session({.connack = {}, .codes = {0x91}});
  const auto again = plant.broker.accept_session();
  CHECK(again.subscribe.packet_id != session.subscribe.packet_id);
  sluice.wait_ready();
}

TEST_CASE("F18 a DISCONNECT of the broker that may pass is followed by a new session") {
  const auto row = GENERATE(Code{0x8B, "Server shutting down"}, Code{0x89, "Server busy"},
                            Code{0x8D, "Keep Alive timeout"}, Code{0x93, "Receive Maximum exceeded"});
  DismissedTask task(row.code);
  task.peer.expect_end();
  task.sluice.wait_for_log({row.name, hex_byte(row.code)});
  task.plant.broker.accept_session();
  task.sluice.wait_ready(2);
}

TEST_CASE("F18 a DISCONNECT of the broker that needs an operator is followed slowly") {
  const auto row =
      GENERATE(Code{0x87, "Not authorized"}, Code{0x97, "Quota exceeded"}, Code{0x98, "Administrative action"});
  DismissedTask task(row.code);
  task.peer.expect_end();
  task.sluice.wait_for_log({row.name, hex_byte(row.code)});
  task.sluice.wait_for_log({"event=retrying", "needs an operator"});
  task.plant.broker.expect_no_connection(Milliseconds{1500});
  CHECK(task.sluice.stop() == 0);
}

TEST_CASE("F18 a DISCONNECT of the broker that is for good ends the task with exit code 3") {
  const auto row =
      GENERATE(Code{0x81, "Malformed Packet"}, Code{0x82, "Protocol Error"}, Code{0x8F, "Topic Filter invalid"},
               Code{0x94, "Topic Alias invalid"}, Code{0x95, "Packet too large"}, Code{0x9B, "QoS not supported"},
               Code{0x9E, "Shared Subscriptions not supported"}, Code{0xA2, "Wildcard Subscriptions not supported"});
  DismissedTask task(row.code);
  CHECK(task.sluice.exit_code() == 3);
  task.sluice.wait_for_log({row.name, hex_byte(row.code)});
}

TEST_CASE("after a take-over sluice does not fight for the client id") {
  DismissedTask task(0x8E);
  task.peer.expect_end();
  task.sluice.wait_for_log({"Session taken over", "0x8E"});
  task.plant.broker.expect_no_connection(Milliseconds{1500});
  CHECK(task.sluice.stop() == 0);
}

}  // namespace sluice::test
