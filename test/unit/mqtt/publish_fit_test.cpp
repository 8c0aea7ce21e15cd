// SPDX-License-Identifier: Apache-2.0
#include "mqtt/publish_fit.hpp"

#include <array>
#include <catch2/catch.hpp>

#include "support/mqtt_packets.hpp"

using namespace sluice;

namespace {

MqttMessage to(std::string_view topic) {
  MqttMessage message;
  message.topic = topic;
  return message;
}

}  // namespace

TEST_CASE("the size of a PUBLISH is that of its packet, byte by byte") {
  const std::array<UserProperty, 2> pairs{{{"k", "v"}, {"", ""}}};
  MqttMessage message = to("a/b");
  CHECK(publish_bytes(message) == test::encode(test::Publish{.topic = "a/b", .payload = {}, .properties = {}}).size());
  const std::string payload(200, 'x');
  message.payload = payload;
  CHECK(publish_bytes(message) ==
        test::encode(test::Publish{.topic = "a/b", .payload = payload, .properties = {}}).size());
  message.payload_format = 1;        // 2
  message.message_expiry = 60;       // 5
  message.content_type = "text";     // 3 + 4
  message.response_topic = "r";      // 3 + 1
  message.correlation_data = "\0x";  // 3 + 0
  message.user_properties = pairs;   // 5 + 2, 5
  CHECK(publish_bytes(message) == 1 + 2 + 2 + 3 + 2 + 1 + 33 + 200);
}

TEST_CASE("what cannot be sent is told with value and remedy") {
  const std::string long_text(65'536, 'x');
  const std::array<UserProperty, 1> bad_name{{{"\xFF", "v"}}};
  const std::array<UserProperty, 1> bad_value{{{"k", long_text}}};
  CHECK(why_unfit(to("plant/7"), {}).empty());
  CHECK(why_unfit(to(""), {}) == "the topic is empty: a PUBLISH needs one");
  CHECK(why_unfit(to("plant/+"), {}) == "the topic `plant/+` has a wildcard: only filters may have one");
  CHECK(why_unfit(to(long_text), {}) == "the topic has 65536 bytes; MQTT carries 65535 at the most");

  MqttMessage message = to("a");
  message.content_type = "\xC3";
  CHECK(why_unfit(message, {}) == "the content type is not UTF-8 text as MQTT carries it");
  message = to("a");
  message.response_topic = long_text;
  CHECK(why_unfit(message, {}) == "the response topic has 65536 bytes; MQTT carries 65535 at the most");
  message = to("a");
  message.correlation_data = long_text;
  CHECK(why_unfit(message, {}) == "the correlation data has more than 65535 bytes");
  message = to("a");
  message.user_properties = bad_name;
  CHECK(why_unfit(message, {}) == "the name of a user property is not UTF-8 text as MQTT carries it");
  message.user_properties = bad_value;
  CHECK(why_unfit(message, {}) == "the user property `k` has 65536 bytes; MQTT carries 65535 at the most");
}

TEST_CASE("the limits of a broker are kept") {
  MqttMessage message = to("a");
  message.payload = "0123456789";
  CHECK(publish_bytes(message) == 18);
  CHECK(why_unfit(message, {.packet_bytes_max = 18}).empty());
  CHECK(why_unfit(message, {.packet_bytes_max = 17}) ==
        "the message makes a packet of 18 bytes, the broker takes 17: raise its packet size limit");
  CHECK(why_unfit(message, {.takes_qos_1 = false}) ==
        "the broker takes QoS 0 only, which has no acknowledgement: let it take QoS 1 from this client");
  CHECK(why_unfit(message, {.takes_retained = false}).empty());
  message.retained = true;
  CHECK(why_unfit(message, {.takes_retained = false}) ==
        "the message is a retained one and the broker takes none: turn retained messages on in it");
}
