// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <future>
#include <string>
#include <string_view>
#include <utility>

#include "mqtt/publisher.hpp"
#include "support/scripted_broker.hpp"

namespace sluice::test {

using Answer = Result<PublishAnswer, PublishFault>;

constexpr Millis soon{5'000};

inline MqttConfig config_for(std::uint16_t port, bool tls = false) {
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

inline MqttMessage plain(std::string_view topic = "plant/1") {
  MqttMessage message;
  message.topic = topic;
  message.payload = "21.5";
  return message;
}

/// The broker's part up to the CONNACK.
inline ScriptedPeer accept_and_welcome(ScriptedBroker& broker) {
  ScriptedPeer peer = broker.accept();
  peer.expect_connect();
  peer.reply_connack();
  return peer;
}

}  // namespace sluice::test
