// SPDX-License-Identifier: Apache-2.0
// What is published by a connection of its own, to a scripted broker and to Mosquitto.
#include <array>
#include <atomic>
#include <catch2/catch.hpp>

#include "component/publisher_rig.hpp"
#include "support/mqtt_client.hpp"
#include "support/servers.hpp"

namespace sluice::test {
namespace {

using Kind = PublishFault::Kind;

Answer answer_to(std::uint8_t code) {
  ScriptedBroker broker;
  auto answer =
      aside([config = config_for(broker.port())] { return Publisher(config, "replay").publish(plain(), soon); });
  ScriptedPeer peer = accept_and_welcome(broker);
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
  ScriptedPeer peer = accept_and_welcome(broker);
  decode_publish(peer.next_packet("PUBLISH").value());
  const std::string url = broker.url();
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
  ScriptedPeer again = accept_and_welcome(broker);
  const Publish publish = decode_publish(again.next_packet("PUBLISH").value());
  CHECK(publish.topic == "plant/2");
  again.send(encode(Puback{publish.packet_id, 0}));
  CHECK(second.get());
}

TEST_CASE("a publisher that is to stop waits for no CONNACK, and for the PUBACK in hand a moment only") {
  ScriptedBroker broker;
  std::atomic<bool> is_stopped = false;
  Publisher publisher(config_for(broker.port()), "replay", [&] { return is_stopped.load(); });
  constexpr Millis long_time{60'000};
  auto answer = aside([&] { return publisher.publish(plain(), long_time); });
  ScriptedPeer peer = broker.accept();
  peer.expect_connect();
  SECTION("before the CONNACK") {
    is_stopped = true;
    const Answer stopped = answer.get();
    REQUIRE_FALSE(stopped);
    CHECK(stopped.error().kind == Kind::stopped);
    CHECK(stopped.error().text == broker.url() + ": stopped before the CONNACK");
  }
  SECTION("before the PUBACK") {
    peer.reply_connack();
    const Publish publish = decode_publish(peer.next_packet("PUBLISH").value());
    is_stopped = true;
    SECTION("which comes soon") {
      peer.send(encode(Puback{publish.packet_id, 0}));
      CHECK(answer.get());
    }
    SECTION("which does not come") {
      const Answer stopped = answer.get();
      REQUIRE_FALSE(stopped);
      CHECK(stopped.error().kind == Kind::stopped);
      CHECK(stopped.error().text ==
            broker.url() + ": stopped before the PUBACK; whether the message has arrived is not known");
    }
  }
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
