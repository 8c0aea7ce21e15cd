// SPDX-License-Identifier: Apache-2.0
// What makes two messages equal.
#include <catch2/catch.hpp>
#include <functional>
#include <set>

#include "delivery/carry_over.hpp"
#include "unit/delivery/pipeline_bench.hpp"

namespace sluice {
namespace {

using test::message_of;

TEST_CASE("the content is topic, properties and payload, each with its bounds, without what the broker counts down") {
  using Change = std::function<void(MqttMessage&)>;
  const UserProperty pair[] = {{"k", "v"}};
  const UserProperty shifted[] = {{"kv", ""}};
  const UserProperty twice[] = {{"k", "v"}, {"k", "v"}};
  const Change different[] = {
      [](MqttMessage&) {},
      [](MqttMessage& m) {
        m.topic = "ab";
        m.payload = "c";
      },
      [](MqttMessage& m) {
        m.topic = "a";
        m.payload = "bc";
      },
      [](MqttMessage& m) { m.payload = "x"; },
      [](MqttMessage& m) { m.payload_format = std::uint8_t{0}; },
      [](MqttMessage& m) { m.payload_format = std::uint8_t{1}; },
      [](MqttMessage& m) { m.content_type = ""; },
      [](MqttMessage& m) { m.content_type = "x"; },
      [](MqttMessage& m) { m.response_topic = "x"; },
      [](MqttMessage& m) { m.correlation_data = "x"; },
      [&](MqttMessage& m) { m.user_properties = pair; },
      [&](MqttMessage& m) { m.user_properties = shifted; },
      [&](MqttMessage& m) { m.user_properties = twice; },
  };
  CarryOver carry_over(true);
  std::set<ContentHash> hashes;
  for (const Change& change : different) {
    MqttMessage message = message_of(7, "a");
    change(message);
    const ContentHash hash = carry_over.hash(message);
    CHECK(hashes.insert(hash).second);
    message.packet_id = 8;
    message.duplicated = true;
    message.retained = true;
    message.message_expiry = 5;
    message.received_ms = 5;
    CHECK(carry_over.hash(message) == hash);
    CHECK(carry_over.hash(message, {70'000, "digest"}) != hash);
  }
}

}  // namespace
}  // namespace sluice
