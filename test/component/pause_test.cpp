// SPDX-License-Identifier: Apache-2.0
// A task that an operator has paused: nothing is read, nothing is lost, the session lives.
#include <catch2/catch.hpp>

#include "component/operations_rig.hpp"

namespace sluice::test {

TEST_CASE("a pause stops the reading at once; what is read is acknowledged, and the connection is kept alive") {
  Plant plant;
  SluiceProcess sluice(watched(plant).set("mqtt.keep_alive", "1s"));
  const Watcher watcher(sluice);
  auto session = plant.broker.accept_session({.connack = {}, .codes = {}, .answer_pings = false});
  session.peer.send_publish(message(1, "warm")).expect_puback(1);
  plant.kafka.set_down();
  session.peer.send_publish(message(2, "open"));
  REQUIRE(watcher.shows("/metrics", R"(sluice_window_messages{client_id="plant-0"} 1)"));
  CHECK(watcher.post("/pause").body == "{\"paused\":true}\n");
  sluice.wait_for_log({"event=paused", "by=127.0.0.1"});
  plant.kafka.set_up();
  session.peer.answer_pings(true).expect_puback(2);
  session.peer.answer_pings(false).send_publish(message(3, "later")).send_publish(message(4, "later"));
  for (int i = 0; i < 3; ++i) session.peer.expect_pingreq(Milliseconds{1'900}).reply_pingresp();
  CHECK(watcher.shows("/metrics", R"(sluice_messages_received_total{client_id="plant-0"} 2)"));
  CHECK(watcher.get("/metrics").body.find("sluice_paused 1\n") != std::string::npos);
  CHECK(watcher.get("/readyz").status == 503);
  CHECK(watcher.get("/readyz").body.starts_with(
      R"({"ready":false,"health":"paused","paused":true,"reasons":["an operator has paused the task)"));
  CHECK(watcher.get("/healthz").status == 200);
  CHECK(watcher.post("/resume").body == "{\"paused\":false}\n");
  session.peer.answer_pings(true).expect_pubacks({3, 4});
  sluice.wait_for_log({"event=resumed"});
  CHECK(watcher.shows("/readyz", R"("ready":true)"));
  CHECK(all_values_of(plant, 4) == std::vector<std::string>{"warm", "open", "later", "later"});
}

TEST_CASE("a pause outlives a reconnect, also when messages come before SUBACK") {
  Plant plant;
  SluiceProcess sluice(watched(plant));
  const Watcher watcher(sluice);
  auto first = plant.broker.accept_session();
  sluice.wait_ready();
  REQUIRE(watcher.post("/pause").status == 200);
  first.peer.send_publish(message(1, "unread")).expect_silence(Milliseconds{200});
  first.peer.reset();
  auto peer = plant.broker.accept();
  peer.expect_connect();
  peer.reply_connack({.session_present = true, .reason = 0, .properties = {}});
  peer.send_publish(Publish{.topic = "load/1", .payload = "unread", .packet_id = 1, .dup = true, .properties = {}});
  peer.reply_suback(peer.expect_subscribe());
  peer.expect_silence(Milliseconds{300});
  REQUIRE(watcher.post("/resume").status == 200);
  peer.expect_puback(1);
  sluice.wait_ready(2);
  CHECK(all_values_of(plant, 1) == std::vector<std::string>{"unread"});
}

TEST_CASE("a task can begin paused") {
  Plant plant;
  SluiceProcess sluice(watched(plant), {"--paused"});
  const Watcher watcher(sluice);
  sluice.wait_for_log({"event=paused", "by=--paused"});
  auto session = plant.broker.accept_session();
  session.peer.send_publish(message(1, "x")).expect_silence(Milliseconds{300});
  CHECK(watcher.post("/resume").status == 200);
  session.peer.expect_puback(1);
}

TEST_CASE("a task does not begin paused without a listener: nobody could end that") {
  Plant plant;
  SluiceProcess sluice(plant.file(), {"--paused"});
  CHECK(sluice.exit_code() == 2);
  sluice.wait_for_log({"--paused needs `operations.listen`"});
}

TEST_CASE("a paused task stops in order: keep leaves what is unread to the session") {
  Plant plant;
  SluiceProcess sluice(watched(plant));
  const Watcher watcher(sluice);
  auto session = plant.broker.accept_session();
  session.peer.send_publish(message(1, "x")).expect_puback(1);
  REQUIRE(watcher.post("/pause").status == 200);
  session.peer.send_publish(message(2, "unread")).expect_silence(Milliseconds{200});
  sluice.terminate();
  session.peer.expect_disconnect();
  session.peer.close();
  CHECK(sluice.exit_code() == 0);
}

TEST_CASE("a paused task that leaves delivers first what the session holds") {
  Plant plant;
  SluiceProcess sluice(watched(plant).set("mqtt.on_stop", "leave"));
  const Watcher watcher(sluice);
  auto session = plant.broker.accept_session();
  sluice.wait_ready();
  REQUIRE(watcher.post("/pause").status == 200);
  session.peer.send_publish(message(1, "held")).expect_silence(Milliseconds{200});
  sluice.terminate();
  session.peer.reply_unsuback(session.peer.expect_unsubscribe());
  session.peer.expect_puback(1);
  session.peer.expect_disconnect();
  session.peer.close();
  CHECK(sluice.exit_code() == 0);
}

TEST_CASE("who is not in control may look, not touch") {
  Plant plant;
  SluiceProcess sluice(watched(plant).set("operations.control", "[10.0.0.0/8]"));
  const Watcher watcher(sluice);
  const HttpAnswer refused = watcher.post("/pause");
  CHECK(refused.status == 403);
  CHECK(
      refused.body ==
      "{\"error\":\"POST /pause is not taken from 127.0.0.1: add it to operations.control, which has 10.0.0.0/8\"}\n");
  CHECK(watcher.get("/readyz").status != 0);
  CHECK(watcher.get("/pause").status == 405);
  CHECK(watcher.get("/nothing").status == 404);
}

}  // namespace sluice::test
