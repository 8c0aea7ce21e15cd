// SPDX-License-Identifier: Apache-2.0
// The connection ends at every byte of what a broker sends: never a crash, never a PUBACK too early.
#include <catch2/catch.hpp>

#include "component/plant.hpp"

namespace sluice::test {
namespace {

/// A connection that has sent its CONNECT. Paho's C library sometimes confuses sockets when attempts follow each other
/// within milliseconds, and closes its side first: that costs an attempt, nothing more.
ScriptedPeer connecting_peer(Plant& plant) {
  for (int tries = 0; tries < 3; ++tries) {
    auto peer = plant.broker.accept();
    try {
      peer.expect_connect();
      return peer;
    } catch (const ScriptError&) {
      UNSCOPED_INFO("a connection ended before CONNECT");
    }
  }
  throw ScriptError("three connections in a row ended before CONNECT");
}

/// FIN or RST.
void end(ScriptedPeer& peer, bool in_order) {
  if (in_order) {
    peer.close();
  } else {
    peer.reset();
  }
}

}  // namespace

TEST_CASE("a connection reset before CONNECT is opened again") {
  Plant plant;
  SluiceProcess sluice(plant.file());
  plant.broker.accept().reset();
  plant.broker.accept_session();
  sluice.wait_ready();
}

TEST_CASE("CONNACK may be cut at every byte") {
  const bool in_order = GENERATE(false, true);
  Plant plant;
  const auto connack = encode(Connack{.properties = {}});
  SluiceProcess sluice(without_pauses(plant, connack.size() + 2));
  for (std::size_t size = 0; size <= connack.size(); ++size) {
    auto peer = connecting_peer(plant);
    end(peer.send(connack.substr(0, size)), in_order);
  }
  plant.broker.accept_session();
  sluice.wait_ready();
}

TEST_CASE("SUBACK may be cut at every byte") {
  const bool in_order = GENERATE(false, true);
  Plant plant;
  const std::size_t whole = encode_suback({1, {}, {1}}).size();
  SluiceProcess sluice(without_pauses(plant, whole + 1));
  for (std::size_t size = 0; size < whole; ++size) {
    auto peer = connecting_peer(plant);
    peer.reply_connack();
    const auto subscribe = peer.expect_subscribe();
    end(peer.send(encode_suback({subscribe.packet_id, {}, {1}}).substr(0, size)), in_order);
  }
  plant.broker.accept_session();
  sluice.wait_ready();
}

TEST_CASE("PUBLISH may be cut in each of its fields: what came whole is a record, the rest comes again") {
  Plant plant;
  SluiceProcess sluice(plant.file());
  auto publish = message(1, "pay");
  publish.properties = {{PropertyId::user_property, TextPair{"k", "v"}}};
  const auto bytes = encode(publish);
  REQUIRE(bytes.size() == 23);
  // Within the length, topic, packet id, properties, user property and payload, and at their boundaries.
  const std::vector<std::size_t> sizes{0, 1, 2, 3, 8, 10, 11, 12, 13, 16, 19, 20, 22};
  for (const std::size_t size : sizes) {
    auto session = plant.broker.accept_session();
    // A session that moves messages is opened again soon.
    session.peer.send_publish(message(2, "whole")).expect_puback(2);
    session.peer.send(bytes.substr(0, size)).reset();
  }
  auto session = plant.broker.accept_session();
  session.peer.send(bytes).expect_puback(1).expect_silence(Milliseconds{100});
  std::vector<std::string> expected(sizes.size(), "whole");
  expected.emplace_back("pay");
  CHECK(all_values_of(plant, expected.size()) == expected);
}

}  // namespace sluice::test
