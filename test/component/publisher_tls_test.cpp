// SPDX-License-Identifier: Apache-2.0
// A publisher through TLS.
#include <catch2/catch.hpp>

#include "component/publisher_rig.hpp"
#include "support/tls_front.hpp"

namespace sluice::test {

TEST_CASE("TLS is as the configuration wants it") {
  CertificateAuthority authority("plant ca");
  CertificateAuthority clients("clients ca");
  const Identity me = clients.issue("me", {.common_name = "sluice"});
  ScriptedBroker broker;
  const bool only_1_2 = GENERATE(false, true);
  const TlsFront front(broker.port(), {.identity = authority.issue("server", {.common_name = "broker"}),
                                       .client_ca = clients.path(),
                                       .only_1_2 = only_1_2,
                                       .alpn = "mqtt"});
  MqttConfig config = config_for(front.port(), true);
  config.brokers[0].host = GENERATE("localhost", "127.0.0.1");
  config.tls.files = {.ca = authority.path(), .certificate = me.certificate, .key = me.key, .key_password = {}};
  SECTION("and carries the messages") {
    auto answer = aside([&] { return Publisher(config, "replay").publish(plain(), soon); });
    ScriptedPeer peer = accept_and_welcome(broker);
    peer.send(encode(Puback{decode_publish(peer.next_packet("PUBLISH").value()).packet_id, 0}));
    CHECK(answer.get());
    CHECK(front.client_subject() == "/CN=sluice");
  }
  SECTION("with 1.3 only if that is asked for") {
    config.tls.only_1_3 = true;
    auto connected = aside([&] { return Publisher(config, "replay").connect(soon); });
    if (!only_1_2) {
      ScriptedPeer peer = accept_and_welcome(broker);
      CHECK(connected.get());
    } else {
      const auto refused = connected.get();
      REQUIRE_FALSE(refused);
      CHECK_THAT(refused.error().text, Catch::Contains("cannot connect: "));
    }
  }
  SECTION("and goes to no broker that another authority vouches for") {
    config.tls.files.ca = clients.path();
    const auto refused = Publisher(config, "replay").connect(soon);
    REQUIRE_FALSE(refused);
    CHECK_THAT(refused.error().text,
               Catch::Contains("cannot connect: TCP/TLS connect failure; check mqtt.brokers, mqtt.tls"));
  }
}

TEST_CASE("a broker whose certificate is for another host is not spoken to") {
  CertificateAuthority authority("plant ca");
  ScriptedBroker broker;
  const TlsFront front(broker.port(), {.identity = authority.issue(
                                           "server", {.common_name = "broker", .names = {"DNS:other.example"}})});
  MqttConfig config = config_for(front.port(), true);
  config.tls.files.ca = authority.path();
  CHECK_FALSE(Publisher(config, "replay").connect(soon));
  config.tls.server_name = "other.example";
  const auto refused = Publisher(config, "replay").connect(soon);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == PublishFault::Kind::unfit);
  CHECK(refused.error().text == "mqtts://127.0.0.1:" + std::to_string(front.port()) +
                                    ": the certificate would have to be for the host itself: publishing knows no "
                                    "mqtt.tls.server_name; write `other.example` in mqtt.brokers");
}

}  // namespace sluice::test
