// SPDX-License-Identifier: Apache-2.0
// How sluice joins a broker: CONNECT, SUBSCRIBE, and both again after every loss.
#include <catch2/catch.hpp>

#include "component/plant.hpp"

namespace sluice::test {

TEST_CASE("CONNECT keeps the session, bounds the window and promises nothing else") {
  Plant plant;
  SluiceProcess sluice(plant.file());
  const auto connect = plant.broker.accept_session().connect;
  CHECK(connect.client_id == "plant-0");
  CHECK_FALSE(connect.clean_start);
  CHECK(connect.keep_alive == 30);
  CHECK_FALSE(connect.username);
  CHECK_FALSE(connect.password);
  CHECK(number_of(connect.properties, PropertyId::session_expiry).value_or(~0U) == 86'400U);
  CHECK(number_of(connect.properties, PropertyId::receive_maximum).value_or(~0U) == 1000U);
  CHECK_FALSE(has(connect.properties, PropertyId::maximum_packet_size));
  CHECK(number_of(connect.properties, PropertyId::topic_alias_maximum).value_or(0) == 0U);
  CHECK(number_of(connect.properties, PropertyId::request_problem_information).value_or(1) == 1U);
}

TEST_CASE("CONNECT says what the configuration says") {
  Plant plant;
  SluiceProcess sluice(plant.file()
                           .set("mqtt.client_id", "line-7")
                           .set("mqtt.username", "alice")
                           .set("mqtt.password", "\"p w\"")
                           .set("mqtt.session_expiry", "90s")
                           .set("mqtt.receive_maximum", "17")
                           .set("mqtt.keep_alive", "12s"));
  const auto connect = plant.broker.accept_session().connect;
  CHECK(connect.client_id == "line-7");
  CHECK(connect.username == "alice");
  CHECK(connect.password == "p w");
  CHECK(connect.keep_alive == 12);
  CHECK(number_of(connect.properties, PropertyId::session_expiry).value_or(~0U) == 90U);
  CHECK(number_of(connect.properties, PropertyId::receive_maximum).value_or(~0U) == 17U);
  CHECK(sluice.process().output().find("p w") == std::string::npos);
}

TEST_CASE("all filters are asked for in one SUBSCRIBE, shared, without retained messages") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.filters", "[sensor/#, alarm/+/state]").set("mqtt.group", "team"));
  const auto subscribe = plant.broker.accept_session().subscribe;
  CHECK(subscribe.packet_id != 0);
  using Expected = std::vector<Subscription>;
  CHECK(subscribe.subscriptions == Expected{{.filter = "$share/team/sensor/#",
                                             .qos = 1,
                                             .no_local = false,
                                             .retain_as_published = true,
                                             .retain_handling = 2},
                                            {.filter = "$share/team/alarm/+/state",
                                             .qos = 1,
                                             .no_local = false,
                                             .retain_as_published = true,
                                             .retain_handling = 2}});
  sluice.wait_ready();
}

TEST_CASE("the group is the task unless the configuration names one, and QoS 0 is asked for when it says so") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.qos", "0"));
  const auto subscribe = plant.broker.accept_session().subscribe;
  REQUIRE(subscribe.subscriptions.size() == 1);
  CHECK(subscribe.subscriptions[0].filter == "$share/plant/load/#");
  CHECK(subscribe.subscriptions[0].qos == 0);
  sluice.wait_ready();
}

TEST_CASE("SUBSCRIBE is sent again after every reconnect, also with Session Present") {
  Plant plant;
  SluiceProcess sluice(plant.file());
  for (const bool session_present : {false, true, true, false}) {
    auto session =
        plant.broker.accept_session({.connack = {.session_present = session_present, .properties = {}}, .codes = {}});
    CHECK_FALSE(session.connect.clean_start);
    CHECK(session.subscribe.subscriptions.size() == 1);
    // A session that moves messages is opened again soon.
    session.peer.send_publish(message(1, "whole")).expect_puback(1);
    session.peer.reset();
  }
  plant.broker.accept_session();
  sluice.wait_ready(5);
}

TEST_CASE("messages that come before SUBACK are taken") {
  Plant plant;
  SluiceProcess sluice(plant.file());
  auto peer = plant.broker.accept();
  peer.expect_connect();
  peer.send(encode(Connack{.session_present = true, .properties = {}}) + encode(message(11, "early")));
  // SUBSCRIBE comes from Paho and PUBACK from the data plane: either may be first.
  std::optional<Subscribe> subscribe;
  for (int i = 0; i < 2; ++i) {
    const auto packet = peer.next_packet("SUBSCRIBE and PUBACK");
    REQUIRE(packet);
    if (packet->type() == PacketType::subscribe) {
      subscribe = decode_subscribe(*packet);
    } else {
      CHECK(decode_puback(*packet).packet_id == 11);
    }
  }
  REQUIRE(subscribe);
  peer.reply_suback(*subscribe).send_publish(message(12, "late")).expect_puback(12);
  CHECK(all_values_of(plant, 2) == std::vector<std::string>{"early", "late"});
}

TEST_CASE("connections of one process share the group under client ids of their own") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.connections", "3"));
  std::vector<Session> sessions;
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) {
    sessions.push_back(plant.broker.accept_session());
    ids.push_back(sessions.back().connect.client_id);
    CHECK(sessions.back().subscribe.subscriptions.at(0).filter == "$share/plant/load/#");
  }
  std::ranges::sort(ids);
  CHECK(ids == std::vector<std::string>{"plant-0", "plant-0-1", "plant-0-2"});
  // The same packet id on each: they do not touch each other.
  for (auto& session : sessions) session.peer.send_publish(message(1, "x"));
  for (auto& session : sessions) session.peer.expect_puback(1);
  CHECK(all_values_of(plant, 3).size() == 3);
}

TEST_CASE("the brokers of the list are tried in order") {
  Plant plant;
  ScriptedBroker second;
  const std::string dead = "mqtt://127.0.0.1:" + std::to_string(free_port());
  SluiceProcess sluice(
      plant.file().set("mqtt.brokers", "[\"" + dead + "\", \"" + plant.broker.url() + "\", \"" + second.url() + "\"]"));
  auto session = plant.broker.accept_session();
  sluice.wait_for_log({"connection_lost", dead});
  sluice.wait_ready();
  plant.broker.close();
  session.peer.reset();
  auto moved = second.accept_session();
  moved.peer.send_publish(message(1, "x")).expect_puback(1);
  sluice.wait_ready(2);
}

TEST_CASE("an MQTT broker that is away is waited for, with the reason in the log") {
  Plant plant;
  const auto port = free_port();
  SluiceProcess sluice(plant.file().set("mqtt.brokers", "[\"mqtt://127.0.0.1:" + std::to_string(port) + "\"]"));
  sluice.wait_for_log({"connection_lost", "refused", std::to_string(port)});
  sluice.wait_for_log({"retry"});
  CHECK(sluice.process().is_running());
  CHECK(sluice.stop() == 0);
}

TEST_CASE("a host name that does not exist is waited for, with its name in the log") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("mqtt.brokers", "[\"mqtt://no-such-host.invalid:1883\"]"));
  sluice.wait_for_log({"no-such-host.invalid", "connection_lost"});
  CHECK(sluice.process().is_running());
  CHECK(sluice.stop() == 0);
}

TEST_CASE("a Kafka that is away at the start is waited for, without joining the group") {
  Plant plant;
  SluiceProcess sluice(plant.file().set("kafka.brokers", "[\"127.0.0.1:" + std::to_string(free_port()) + "\"]"));
  sluice.wait_for_log({"kafka"});
  plant.broker.expect_no_connection(Milliseconds{500});
  CHECK(sluice.process().is_running());
  CHECK(sluice.stop() == 0);
}

}  // namespace sluice::test
