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

}  // namespace

struct PahoSession::Client final : mqtt::iaction_listener {
  Client(std::uint16_t relay_port, std::string client_id, const MqttConfig& config_in,
         std::vector<std::string> subscriptions_in, PahoCallbacks callbacks_in)
      : config(config_in),
        subscriptions(mqtt::string_collection::create(std::move(subscriptions_in))),
        callbacks(std::move(callbacks_in)),
        paho("tcp://127.0.0.1:" + std::to_string(relay_port), client_id, mqtt::create_options(MQTTVERSION_5)) {
    paho.set_connection_lost_handler([this](const std::string&) { callbacks.down(); });
    // Never called: the relay keeps a DISCONNECT from the broker to itself. Without a handler Paho would print.
    paho.set_disconnected_handler([](const mqtt::properties&, mqtt::ReasonCode) {});
  }

  // The listener of CONNECT and DISCONNECT.
  void on_success(const mqtt::token& token) override {
    if (token.get_type() == mqtt::token::CONNECT) {
      callbacks.connected();
    } else {
      callbacks.down();
    }
  }
  void on_failure(const mqtt::token&) override { callbacks.down(); }

  const MqttConfig config;
  const mqtt::const_string_collection_ptr subscriptions;
  const PahoCallbacks callbacks;
  mqtt::async_client paho;  // last: its threads end before what they call
};

PahoSession::PahoSession(std::uint16_t relay_port, std::string client_id, const MqttConfig& config,
                         std::vector<std::string> subscriptions, PahoCallbacks callbacks)
    : client_(std::make_unique<Client>(relay_port, std::move(client_id), config, std::move(subscriptions),
                                       std::move(callbacks))) {}

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
  options.set_properties(
      mqtt::properties{{mqtt::property::SESSION_EXPIRY_INTERVAL, static_cast<int>(config.session_expiry.count())},
                       {mqtt::property::RECEIVE_MAXIMUM, static_cast<int>(config.receive_maximum)}});
  return attempt("CONNECT", [&] { client_->paho.connect(std::move(options), nullptr, *client_); });
}

Result<void> PahoSession::subscribe() {
  const auto count = client_->subscriptions->size();
  const mqtt::iasync_client::qos_collection qos(count, client_->config.qos);
  // No options here: see subscribe_options.hpp.
  return attempt("SUBSCRIBE", [&] { client_->paho.subscribe(client_->subscriptions, qos); });
}

Result<void> PahoSession::unsubscribe() {
  return attempt("UNSUBSCRIBE", [&] { client_->paho.unsubscribe(client_->subscriptions); });
}

Result<void> PahoSession::disconnect(bool end_session) {
  mqtt::disconnect_options options;
  if (end_session) options.set_properties(mqtt::properties{{mqtt::property::SESSION_EXPIRY_INTERVAL, 0}});
  return attempt("DISCONNECT", [&] { client_->paho.disconnect(std::move(options)); });
}

}  // namespace sluice
