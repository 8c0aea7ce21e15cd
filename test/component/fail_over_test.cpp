// SPDX-License-Identifier: Apache-2.0
// Several brokers in mqtt.brokers: what one says at its end is not held against the next.
#include <catch2/catch.hpp>

#include "component/plant.hpp"

namespace sluice::test {
namespace {

/// A task with two brokers, of which `plant.broker` is the first.
struct TwoBrokers {
  Plant plant;
  ScriptedBroker second;
  SluiceProcess sluice{plant.file().set("mqtt.brokers", "[\"" + plant.broker.url() + "\", \"" + second.url() + "\"]")};
};

}  // namespace

TEST_CASE("a broker that refuses CONNECT and takes its leave in one piece does not cost the next broker its turn") {
  TwoBrokers brokers;
  auto first = brokers.plant.broker.accept();
  first.expect_connect();
  first.send(encode(Connack{.reason = 0x88, .properties = {}}) + encode(Disconnect{.reason = 0x8B, .properties = {}}));
  auto session = brokers.second.accept_session();
  brokers.sluice.wait_ready();
  session.peer.send_publish(message(1, "x")).expect_puback(1);
  CHECK(brokers.sluice.process().count_lines("event=connection_lost") == 1);
}

TEST_CASE("a broker that refuses SUBSCRIBE and takes its leave in one piece does not cost the next broker its turn") {
  TwoBrokers brokers;
  auto first = brokers.plant.broker.accept();
  first.expect_connect();
  first.reply_connack();
  const Subscribe subscribe = first.expect_subscribe();
  first.send(encode_suback({.packet_id = subscribe.packet_id, .properties = {}, .codes = {0x80}}) +
             encode(Disconnect{.reason = 0x8B, .properties = {}}));
  brokers.second.accept_session();
  brokers.sluice.wait_ready();
}

TEST_CASE("a redirect that a DISCONNECT follows in one piece is followed") {
  Plant plant;
  ScriptedBroker other;
  SluiceProcess sluice(plant.file().set("mqtt.follow_redirects", "true"));
  auto first = plant.broker.accept();
  first.expect_connect();
  const std::string there = "127.0.0.1:" + std::to_string(other.port());
  first.send(encode(Connack{.reason = 0x9C, .properties = {{PropertyId::server_reference, there}}}) +
             encode(Disconnect{.reason = 0x00, .properties = {}}));
  other.accept_session();
  sluice.wait_ready();
}

}  // namespace sluice::test
