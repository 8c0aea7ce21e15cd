// SPDX-License-Identifier: Apache-2.0
// What is published by a connection of its own, to a scripted broker, through TLS, and to Mosquitto.
#include "mqtt/publisher.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
#include <future>

#include "support/mqtt_client.hpp"
#include "support/scripted_broker.hpp"
#include "support/servers.hpp"
#include "support/temp_dir.hpp"
#include "support/tls_front.hpp"

namespace sluice::test {
namespace {

using Kind = PublishFault::Kind;
using Answer = Result<PublishAnswer, PublishFault>;

constexpr Millis soon{5'000};

MqttConfig config_for(std::uint16_t port, bool tls = false) {
  MqttConfig config;
  config.client_id = "plant-0";
  config.brokers = {{.host = "127.0.0.1", .port = port, .tls = tls}};
  return config;
}

/// The scripted broker plays in the test's own thread, the publisher in another.
template <class Call>
auto aside(Call call) {
  return std::async(std::launch::async, std::move(call));
}

MqttMessage plain(std::string_view topic = "plant/1") {
  MqttMessage message;
  message.topic = topic;
  message.payload = "21.5";
  return message;
}

Answer answer_to(std::uint8_t code) {
  ScriptedBroker broker;
  auto answer =
      aside([config = config_for(broker.port())] { return Publisher(config, "replay").publish(plain(), soon); });
  ScriptedPeer peer = broker.accept();
  peer.expect_connect();
  peer.reply_connack();
  const Publish publish = decode_publish(peer.next_packet("PUBLISH").value());
  peer.send(encode(Puback{publish.packet_id, code}));
  peer.expect_disconnect();
  peer.close();
  return answer.get();
}

}  // namespace

TEST_CASE("a message is published as it is, by a session that leaves nothing behind") {
  ScriptedBroker broker;
  MqttConfig config = config_for(broker.port());
  config.username = "plant";
  config.password = Secret("hunter2");
  const std::array<UserProperty, 4> pairs{{{"k", "1"}, {"a", ""}, {"k", "2"}, {"", "nameless"}}};
  const std::string payload("\0\xFFx", 3);
  MqttMessage message = plain();
  message.payload = payload;
  message.retained = true;
  message.payload_format = 0;
  message.message_expiry = 4'000'000'000;  // cut to what Paho C writes rightly
  message.content_type = "text/plain";
  message.response_topic = "answers";
  message.correlation_data = std::string_view("\x01\0\x02", 3);
  message.user_properties = pairs;
  auto answer = aside([&] { return Publisher(config, "replay").publish(message, soon); });

  ScriptedPeer peer = broker.accept();
  const Connect connect = peer.expect_connect();
  CHECK(connect.clean_start);
  CHECK(number_of(connect.properties, PropertyId::session_expiry).value_or(0) == 0);
  CHECK(connect.username == "plant");
  CHECK(connect.password == "hunter2");
  CHECK(connect.keep_alive == 30);
  CHECK(connect.client_id.starts_with("plant-0-replay-"));
  CHECK(connect.client_id.size() == std::string_view("plant-0-replay-01234567").size());
  peer.reply_connack();
  const Publish publish = decode_publish(peer.next_packet("PUBLISH").value());
  CHECK(publish.topic == "plant/1");
  CHECK(publish.payload == payload);
  CHECK(publish.qos == 1);
  CHECK(publish.retain);
  CHECK_FALSE(publish.dup);
  CHECK(number_of(publish.properties, PropertyId::payload_format) == 0U);
  CHECK(number_of(publish.properties, PropertyId::message_expiry).value_or(0) == 2'147'483'647U);
  CHECK(text_of(publish.properties, PropertyId::content_type) == "text/plain");
  CHECK(text_of(publish.properties, PropertyId::response_topic) == "answers");
  CHECK(text_of(publish.properties, PropertyId::correlation_data) == std::string("\x01\0\x02", 3));
  CHECK(user_properties_of(publish.properties) ==
        std::vector<TextPair>{{"k", "1"}, {"a", ""}, {"k", "2"}, {"", "nameless"}});
  peer.send(encode(Puback{publish.packet_id, 0}));
  peer.expect_disconnect();
  peer.close();
  const Answer taken = answer.get();
  REQUIRE(taken);
  CHECK(taken->is_taken());
  CHECK(taken->text() == "0x00 Success");
}

TEST_CASE("the broker's answer to a message is told by its name") {
  const Answer nobody = answer_to(0x10);  // which Paho does not tell from a success
  REQUIRE(nobody);
  CHECK(nobody->is_taken());

  const Answer refused = answer_to(0x87);
  REQUIRE(refused);
  CHECK_FALSE(refused->is_taken());
  CHECK(refused->text() == "0x87 Not authorized: let mqtt.username publish to this topic");
}

TEST_CASE("a connection that breaks before the PUBACK is told, and the next message goes by another one") {
  ScriptedBroker broker;
  Publisher publisher(config_for(broker.port()), "replay");
  auto first = aside([&] { return publisher.publish(plain("plant/1"), soon); });
  ScriptedPeer peer = broker.accept();
  peer.expect_connect();
  peer.reply_connack();
  decode_publish(peer.next_packet("PUBLISH").value());
  const std::string url = "mqtt://127.0.0.1:" + std::to_string(broker.port());
  SECTION("without a word") {
    peer.close();
    const Answer broken = first.get();
    REQUIRE_FALSE(broken);
    CHECK(broken.error().kind == Kind::unreachable);
    CHECK(broken.error().text == url + ": the connection broke; whether the message has arrived is not known");
  }
  SECTION("with a reason") {
    peer.send_disconnect(0x97, {{PropertyId::reason_string, std::string("too much today")}});
    const Answer broken = first.get();
    REQUIRE_FALSE(broken);
    CHECK(broken.error().kind == Kind::unreachable);
    CHECK(broken.error().text ==
          url +
              ": the broker ended the connection: 0x97 Quota exceeded (too much today); whether the message has "
              "arrived is not known");
    peer.close();
  }

  auto second = aside([&] { return publisher.publish(plain("plant/2"), soon); });
  ScriptedPeer again = broker.accept();
  again.expect_connect();
  again.reply_connack();
  const Publish publish = decode_publish(again.next_packet("PUBLISH").value());
  CHECK(publish.topic == "plant/2");
  again.send(encode(Puback{publish.packet_id, 0}));
  CHECK(second.get());
}

TEST_CASE("a broker that does not answer is left at the deadline") {
  ScriptedBroker broker;
  const std::string url = "mqtt://127.0.0.1:" + std::to_string(broker.port());
  Publisher publisher(config_for(broker.port()), "replay");
  SECTION("to CONNECT") {
    const auto connected = publisher.connect(Millis{300});
    REQUIRE_FALSE(connected);
    CHECK(connected.error().kind == Kind::unreachable);
    CHECK(connected.error().text == url + ": no CONNACK within 300 ms");
  }
  SECTION("to PUBLISH") {
    auto connected = aside([&] { return publisher.connect(soon); });
    ScriptedPeer peer = broker.accept();
    peer.expect_connect();
    peer.reply_connack();
    REQUIRE(connected.get());
    const Answer answer = publisher.publish(plain(), Millis{300});
    REQUIRE_FALSE(answer);
    CHECK(answer.error().text == url + ": no PUBACK within 300 ms; whether the message has arrived is not known");
  }
}

TEST_CASE("a refusal in the CONNACK is for good or not, by its code") {
  ScriptedBroker broker;
  const std::string url = "mqtt://127.0.0.1:" + std::to_string(broker.port());
  auto connected = aside([config = config_for(broker.port())] { return Publisher(config, "replay").connect(soon); });
  ScriptedPeer peer = broker.accept();
  peer.expect_connect();
  SECTION("for good") {
    peer.reply_connack({.reason = 0x86, .properties = {}});
    const auto refused = connected.get();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == Kind::refused);
    CHECK(refused.error().text == url +
                                      ": CONNACK 0x86 Bad User Name or Password: check mqtt.username and "
                                      "mqtt.password, and the server's user list");
  }
  SECTION("for now") {
    peer.reply_connack({.reason = 0x89, .properties = {}});
    const auto refused = connected.get();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == Kind::unreachable);
    CHECK(refused.error().text == url +
                                      ": CONNACK 0x89 Server busy: wait: the server is expected back; look at its "
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
    ScriptedPeer peer = broker.accept();
    peer.expect_connect();
    peer.reply_connack();
    CHECK(connected.get());
  }
  broker.close();
  const auto unreachable = Publisher(config, "replay").connect(soon);
  REQUIRE_FALSE(unreachable);
  CHECK(unreachable.error().kind == Kind::unreachable);
  const std::string why = ": cannot connect: TCP/TLS connect failure; check mqtt.brokers, mqtt.tls and the network";
  CHECK(unreachable.error().text == "mqtt://127.0.0.1:" + std::to_string(gone.port()) + why +
                                        "; mqtt://127.0.0.1:" + std::to_string(broker.port()) + why);
}

TEST_CASE("what the broker says that it does not take is not sent") {
  ScriptedBroker broker;
  Publisher publisher(config_for(broker.port()), "replay");
  auto connected = aside([&] { return publisher.connect(soon); });
  ScriptedPeer peer = broker.accept();
  peer.expect_connect();
  peer.reply_connack({.properties = {{PropertyId::maximum_packet_size, 20U}}});
  REQUIRE(connected.get());
  const Answer answer = publisher.publish(plain("plant/very/long"), soon);
  REQUIRE_FALSE(answer);
  CHECK(answer.error().kind == Kind::unfit);
  CHECK(answer.error().text ==
        "the message makes a packet of 26 bytes, the broker takes 20: raise its packet size limit");
  peer.expect_silence(Milliseconds{50});
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
    ScriptedPeer peer = broker.accept();
    peer.expect_connect();
    peer.reply_connack();
    peer.send(encode(Puback{decode_publish(peer.next_packet("PUBLISH").value()).packet_id, 0}));
    CHECK(answer.get());
    CHECK(front.client_subject() == "/CN=sluice");
  }
  SECTION("with 1.3 only if that is asked for") {
    config.tls.only_1_3 = true;
    auto connected = aside([&] { return Publisher(config, "replay").connect(soon); });
    if (!only_1_2) {
      ScriptedPeer peer = broker.accept();
      peer.expect_connect();
      peer.reply_connack();
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
  CHECK(refused.error().kind == Kind::unfit);
  CHECK(refused.error().text == "mqtts://127.0.0.1:" + std::to_string(front.port()) +
                                    ": the certificate would have to be for the host itself: publishing knows no "
                                    "mqtt.tls.server_name; write `other.example` in mqtt.brokers");
}

TEST_CASE("Mosquitto gives what was published to its subscribers") {
  const Mosquitto mosquitto;
  Publisher publisher(config_for(mosquitto.port()), "probe");
  MqttClient subscriber(mosquitto.port(), {.client_id = "subscriber"});
  subscriber.subscribe({{.filter = "plant/#"}});
  const std::array<UserProperty, 3> pairs{{{"k", "1"}, {"k", "2"}, {"j", "3"}}};
  MqttMessage message = plain();
  message.user_properties = pairs;
  const Answer taken = publisher.publish(message, soon);
  REQUIRE(taken);
  CHECK(taken->text() == "0x00 Success");
  const auto received = subscriber.receive(patience);
  REQUIRE(received);
  CHECK(received->payload == "21.5");
  CHECK(user_properties_of(received->properties) == std::vector<TextPair>{{"k", "1"}, {"k", "2"}, {"j", "3"}});
  // Large enough for many segments.
  const std::string large(3'000'000, 'x');
  message.payload = large;
  REQUIRE(publisher.publish(message, soon));
  subscriber.acknowledge(received->packet_id);
  CHECK(subscriber.receive(patience).value().payload == large);
}

}  // namespace sluice::test
