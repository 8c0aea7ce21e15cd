// SPDX-License-Identifier: Apache-2.0
// `sluice decommission`: a dead replica's session is drained into Kafka and ended.
#include <catch2/catch.hpp>

#include "component/plant.hpp"

namespace sluice::test {
namespace {

using Arguments = std::vector<std::string>;

SluiceProcess decommission(const Plant& plant, const Arguments& more = {}) {
  Arguments arguments{"--client-id", "plant-7"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return SluiceProcess(plant.file().set("mqtt.connections", "3"), arguments, "decommission");
}

ScriptedPeer answer_connect(Plant& plant, bool session_present, bool keeps_session = true) {
  auto peer = plant.broker.accept();
  const auto connect = peer.expect_connect();
  CHECK(connect.client_id == "plant-7");
  CHECK_FALSE(connect.clean_start);
  CHECK((number_of(connect.properties, PropertyId::session_expiry).value_or(0) > 0) == keeps_session);
  peer.reply_connack({.session_present = session_present, .properties = {}});
  return peer;
}

void expect_end_of_session(ScriptedPeer& peer) {
  CHECK(number_of(peer.expect_disconnect().properties, PropertyId::session_expiry) == 0U);
  peer.expect_end();
  peer.close();
}

}  // namespace

TEST_CASE("decommission drains the session, ends it, and looks whether it is gone") {
  Plant plant;
  SluiceProcess sluice = decommission(plant, {"--force"});
  auto peer = answer_connect(plant, true);
  peer.send_publish(message(1, "held")).expect_puback(1);
  const auto unsubscribe = peer.expect_unsubscribe();
  CHECK(unsubscribe.filters == std::vector<std::string>{"$share/plant/load/#"});
  peer.reply_unsuback(unsubscribe);
  peer.send_publish(message(2, "queued")).expect_puback(2);
  expect_end_of_session(peer);

  const bool is_gone = GENERATE(true, false);
  for (int looks = is_gone ? 1 : 5; looks > 0; --looks) {
    // A look leaves no session behind, however it ends.
    auto again = answer_connect(plant, !is_gone, false);
    expect_end_of_session(again);
  }
  CHECK(sluice.exit_code() == (is_gone ? 0 : 1));
  sluice.wait_for_log({"event=session_draining", "client_id=plant-7"});
  sluice.wait_for_log({"event=stopped", is_gone ? "the session is drained and gone"
                                                : "the broker did not end the session: it is drained, but stays"});
  CHECK(values_of(plant, 2) == std::vector<std::string>{"held", "queued"});
}

TEST_CASE("decommission of a session that is not there is done, and leaves none") {
  Plant plant;
  SluiceProcess sluice = decommission(plant);
  auto peer = answer_connect(plant, false);
  expect_end_of_session(peer);
  CHECK(sluice.exit_code() == 0);
  sluice.wait_for_log({"event=stopped", "there is no session with this client id"});
}

TEST_CASE("decommission gives way to an owner that comes back: nothing is unsubscribed, exit code 1") {
  Plant plant;
  SluiceProcess sluice = decommission(plant);
  auto peer = answer_connect(plant, true);
  peer.send_publish(message(1, "held")).expect_puback(1);
  peer.expect_silence(Milliseconds{1000});
  peer.send_disconnect(0x8E);
  CHECK(sluice.exit_code() == 1);
  sluice.wait_for_log({"event=stopped", "the client id is in use: its owner came back"});
}

TEST_CASE("a decommission that is stopped keeps the session, exit code 4") {
  Plant plant;
  SluiceProcess sluice = decommission(plant);
  auto peer = answer_connect(plant, true);
  peer.send_publish(message(1, "held")).expect_puback(1);
  // Somebody watches: the totals come every two seconds, not every minute.
  sluice.wait_for_log({"event=summary", "received=1", "delivered=1", "in_flight=0"});
  sluice.terminate();
  CHECK_FALSE(has(peer.expect_disconnect().properties, PropertyId::session_expiry));
  peer.expect_end();
  peer.close();
  CHECK(sluice.exit_code() == 4);
  sluice.wait_for_log({"event=stopped", "stopped before the session was drained", "run it again"});
}

TEST_CASE("a decommission that is stopped while it waits for Kafka has ended no session, exit code 4") {
  Plant plant;
  plant.kafka.set_down();
  SluiceProcess sluice = decommission(plant);
  sluice.wait_for_log({"event=kafka_waiting"}, Milliseconds{20'000});
  CHECK(sluice.stop(Milliseconds{15'000}) == 4);
  sluice.wait_for_log(
      {"event=stopped", "stopped before Kafka was reached: the session stays at the broker as it is; run it again"});
}

}  // namespace sluice::test
