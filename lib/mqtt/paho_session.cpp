// SPDX-License-Identifier: Apache-2.0
#include "mqtt/paho_session.hpp"

#include <mqtt/async_client.h>

#include <utility>

namespace sluice {

namespace {

/// Longer than our own time-out for a handshake, which gives the better reason.
constexpr int connect_timeout_s = 60;

/// Turns Paho's exceptions and codes into a sentence.
template <class Call>
Result<void> attempt(const char* what, Call&& call) {
  try {
    call();
    return {};
  } catch (const mqtt::exception& error) {
    return failure(std::string("the MQTT library refused ") + what + ": " + error.what());
  }
}

/// MQTT's unsigned numbers travel as signed ones through Paho C++; the bits are the same.
mqtt::property number(mqtt::property::code code, std::int64_t value) {
  return {code, static_cast<std::int32_t>(static_cast<std::uint32_t>(value))};
}

}  // namespace

struct PahoSession::Client final : mqtt::iaction_listener {
  Client(std::uint16_t relay_port, const std::string& client_id, const MqttConfig& config_in,
         std::vector<std::string> subscriptions_in, std::function<void()> on_connected_in)
      : config(config_in),
        subscriptions(mqtt::string_collection::create(std::move(subscriptions_in))),
        on_connected(std::move(on_connected_in)),
        paho("tcp://127.0.0.1:" + std::to_string(relay_port), client_id, mqtt::create_options(MQTTVERSION_5)) {}

  // The listener of CONNECT.
  void on_success(const mqtt::token&) override { on_connected(); }
  void on_failure(const mqtt::token&) override {}

  const MqttConfig config;
  const mqtt::const_string_collection_ptr subscriptions;
  const std::function<void()> on_connected;
  mqtt::async_client paho;  // last: its threads end before what they call
};

PahoSession::PahoSession(std::uint16_t relay_port, const std::string& client_id, const MqttConfig& config,
                         std::vector<std::string> subscriptions, std::function<void()> on_connected)
    : client_(
          std::make_unique<Client>(relay_port, client_id, config, std::move(subscriptions), std::move(on_connected))) {}

PahoSession::~PahoSession() = default;

std::string PahoSession::library_version() {
  std::string text;
  for (const MQTTAsync_nameValue* entry = MQTTAsync_getVersionInfo(); entry->name != nullptr; ++entry) {
    if (std::string_view(entry->name) == "Version") text = entry->value;
  }
  return "Paho C++ " + mqtt::VERSION_STR.substr(mqtt::VERSION_STR.rfind(' ') + 1) + " on Paho C " + text;
}

Result<void> PahoSession::connect() {
  const MqttConfig& config = client_->config;
  mqtt::connect_options options;
  options.set_mqtt_version(MQTTVERSION_5);
  options.set_clean_start(false);
  options.set_automatic_reconnect(false);
  options.set_keep_alive_interval(config.keep_alive);
  options.set_connect_timeout(connect_timeout_s);
  if (config.username) options.set_user_name(*config.username);
  if (config.password) options.set_password(config.password->reveal());
  // No Maximum Packet Size: the broker would drop larger messages silently and count them as delivered [MQTT-3.1.2-25].
  // No Topic Alias Maximum: then it may not send aliases [MQTT-3.1.2-27].
  mqtt::properties properties;
  properties.add(number(mqtt::property::SESSION_EXPIRY_INTERVAL, config.session_expiry.count()));
  properties.add(number(mqtt::property::RECEIVE_MAXIMUM, config.receive_maximum));
  options.set_properties(properties);
  // Copied, not moved: moved options of Paho C++ 1.2.0 point to the properties of the object they came from.
  return attempt("CONNECT", [&] { client_->paho.connect(options, nullptr, *client_); });
}

Result<void> PahoSession::subscribe() {
  const auto count = client_->subscriptions->size();
  const mqtt::iasync_client::qos_collection qos(count, client_->config.qos);
  // No options here: see amendments.hpp.
  return attempt("SUBSCRIBE", [&] { client_->paho.subscribe(client_->subscriptions, qos); });
}

Result<void> PahoSession::unsubscribe() {
  return attempt("UNSUBSCRIBE", [&] { client_->paho.unsubscribe(client_->subscriptions); });
}

Result<void> PahoSession::disconnect() {
  return attempt("DISCONNECT", [&] { client_->paho.disconnect(mqtt::disconnect_options()); });
}

}  // namespace sluice
