// SPDX-License-Identifier: Apache-2.0
// How a publisher comes to a connection, and what it says when it does not.
#include <catch2/catch.hpp>

#include "component/publisher_rig.hpp"
#include "support/temp_dir.hpp"

namespace sluice::test {
namespace {

using Kind = PublishFault::Kind;

}  // namespace

TEST_CASE("a broker that does not answer is left at the deadline") {
  ScriptedBroker broker;
  const std::string url = broker.url();
  Publisher publisher(config_for(broker.port()), "replay");
  SECTION("to CONNECT") {
    const auto connected = publisher.connect(Millis{300});
    REQUIRE_FALSE(connected);
    CHECK(connected.error().kind == Kind::unreachable);
    CHECK(connected.error().text == url + ": no CONNACK within 300 ms");
  }
  SECTION("to PUBLISH") {
    auto connected = aside([&] { return publisher.connect(soon); });
    ScriptedPeer peer = accept_and_welcome(broker);
    REQUIRE(connected.get());
    const Answer answer = publisher.publish(plain(), Millis{300});
    REQUIRE_FALSE(answer);
    CHECK(answer.error().text == url + ": no PUBACK within 300 ms; whether the message has arrived is not known");
  }
}

TEST_CASE("a refusal in the CONNACK is for good or not, by its code") {
  ScriptedBroker broker;
  const std::string url = broker.url();
  auto connected = aside([config = config_for(broker.port())] { return Publisher(config, "replay").connect(soon); });
  ScriptedPeer peer = broker.accept();
  peer.expect_connect();
  SECTION("for good") {
    peer.reply_connack({.reason = 0x86, .properties = {}});
    const auto refused = connected.get();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == Kind::refused);
    CHECK(refused.error().text == url +
                                      ": CONNACK 0x86 Bad User Name or Password; check mqtt.username and "
                                      "mqtt.password, and the server's user list");
  }
  SECTION("for now") {
    peer.reply_connack({.reason = 0x89, .properties = {}});
    const auto refused = connected.get();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == Kind::unreachable);
    CHECK(refused.error().text == url +
                                      ": CONNACK 0x89 Server busy; wait: the server is expected back; look at its "
                                      "health if it lasts");
  }
}

TEST_CASE("the brokers are tried in their order, and all are named when none can be reached") {
  ScriptedBroker gone;
  ScriptedBroker broker;
  gone.close();
  MqttConfig config = config_for(gone.port());
  config.brokers.push_back({.host = "127.0.0.1", .port = broker.port()});
  Publisher publisher(config, "replay");
  auto connected = aside([&] { return publisher.connect(soon); });
  {
    ScriptedPeer peer = accept_and_welcome(broker);
    CHECK(connected.get());
  }
  broker.close();
  const auto unreachable = Publisher(config, "replay").connect(soon);
  REQUIRE_FALSE(unreachable);
  CHECK(unreachable.error().kind == Kind::unreachable);
  const std::string why = ": cannot connect: TCP/TLS connect failure; ";
  CHECK(unreachable.error().text ==
        gone.url() + why + broker.url() + why + "check mqtt.brokers, mqtt.tls and the network");
}

TEST_CASE("each connection shows the password that its file has then to the broker") {
  ScriptedBroker broker;
  const TempDir folder;
  folder.write("secret", "hunter1\n");
  MqttConfig config = config_for(broker.port());
  config.username = "plant";
  config.password = Secret("hunter1");
  config.password_source = {"${file:secret}", folder.path().string()};
  folder.write("secret", "hunter2\n");
  auto connected = aside([&] { return Publisher(config, "replay").connect(soon); });
  ScriptedPeer peer = broker.accept();
  CHECK(peer.expect_connect().password == "hunter2");
  peer.reply_connack();
  CHECK(connected.get());
}

}  // namespace sluice::test
