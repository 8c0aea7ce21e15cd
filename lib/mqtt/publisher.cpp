// SPDX-License-Identifier: Apache-2.0
#include "mqtt/publisher.hpp"

#include <mqtt/async_client.h>

#include <algorithm>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <optional>
#include <random>
#include <vector>

#include "mqtt/publish_fit.hpp"
#include "mqtt/wire/reason_code.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;
using Kind = PublishFault::Kind;

constexpr Millis farewell = 1s;
/// For the PUBACK of the message in hand, once it is to stop.
constexpr Millis stop_grace = 2s;
/// How often a wait asks whether it is to stop.
constexpr Millis look_period = 100ms;

tl::unexpected<PublishFault> fault(Kind kind, std::string text) {
  return tl::unexpected<PublishFault>({kind, std::move(text)});
}

std::string random_digits() {
  constexpr std::string_view digits = "0123456789abcdef";
  std::random_device random;
  std::string text;
  for (int i = 0; i < 8; ++i) text += digits[random() % digits.size()];
  return text;
}

std::string uri_of(const BrokerUrl& broker) {
  const std::string url = broker.text();
  return (broker.tls ? "ssl" : "tcp") + url.substr(url.find(':'));
}

/// MQTT's unsigned numbers travel as signed ones through Paho C++.
mqtt::property number(mqtt::property::code code, std::uint32_t value) {
  return {code, static_cast<std::int32_t>(value)};
}

mqtt::properties properties_of(const MqttMessage& message) {
  using Code = mqtt::property;
  mqtt::properties list;
  const auto add_text = [&](Code::code code, const std::optional<std::string_view>& text) {
    if (text) list.add({code, mqtt::string_ref(std::string(*text))});
  };
  if (message.payload_format) list.add(number(Code::PAYLOAD_FORMAT_INDICATOR, *message.payload_format));
  // Paho C 1.3.12 writes larger ones wrongly; what is left is 68 years.
  constexpr std::uint32_t expiry_max = std::numeric_limits<std::int32_t>::max();
  if (message.message_expiry) {
    list.add(number(Code::MESSAGE_EXPIRY_INTERVAL, std::min(*message.message_expiry, expiry_max)));
  }
  add_text(Code::CONTENT_TYPE, message.content_type);
  add_text(Code::RESPONSE_TOPIC, message.response_topic);
  add_text(Code::CORRELATION_DATA, message.correlation_data);
  for (const auto& [name, value] : message.user_properties) {
    list.add({Code::USER_PROPERTY, mqtt::string_ref(std::string(name)), mqtt::string_ref(std::string(value))});
  }
  return list;
}

template <class T>
std::optional<T> find(const mqtt::properties& list, mqtt::property::code code) {
  if (!list.contains(code)) return std::nullopt;
  return mqtt::get<T>(list, code);
}

/// How a call of Paho's ended, or that the connection did.
struct End {
  bool is_success = false;
  std::uint8_t reason = 0;  ///< of the broker's answer; 0 with a failure: there was none
  std::string text;         ///< why the connection ended, if that was it
};

/// What Paho says of a call that has failed.
std::string message_of(mqtt::token& token) {
  try {
    token.wait_for(0ms);
  } catch (const mqtt::exception& error) {
    return error.get_message();
  }
  return {};
}

/// Hears Paho's threads on behalf of one that waits. Only one call is under way at a time.
class Ear final : public mqtt::iaction_listener {
 public:
  void on_success(const mqtt::token& token) override { end({true, reason_of(token), {}}); }
  void on_failure(const mqtt::token& token) override { end({false, reason_of(token), {}}); }
  void lost(std::string why) { end({false, 0, std::move(why)}); }

  /// `grace`: of `patience` no more than this, once `is_stopped`.
  std::optional<End> wait(Millis patience, const std::function<bool()>& is_stopped, Millis grace) {
    std::unique_lock lock(mutex_);
    TimePoint until = Clock::now() + patience;
    bool is_hurried = false;
    while (!end_ && Clock::now() < until) {
      if (!is_hurried && is_stopped()) {
        is_hurried = true;
        until = std::min(until, Clock::now() + grace);
      }
      changed_.wait_until(lock, std::min(until, Clock::now() + look_period), [this] { return end_.has_value(); });
    }
    return std::exchange(end_, std::nullopt);
  }

 private:
  /// That of a CONNACK comes as Paho's return code, whose own ones are negative.
  static std::uint8_t reason_of(const mqtt::token& token) {
    const int own = static_cast<int>(token.get_reason_code());
    const int code = own != 0 ? own : token.get_return_code();
    return code > 0 && code <= 0xFF ? static_cast<std::uint8_t>(code) : std::uint8_t{0};
  }
  void end(End how) {
    const std::lock_guard lock(mutex_);
    if (end_) return;  // the broker's reason, not the closed socket that follows it
    end_ = std::move(how);
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<End> end_;  ///< guarded by mutex_
};

mqtt::ssl_options tls_of(const MqttTlsConfig& config) {
  mqtt::ssl_options options;
  const CertificateFiles& files = config.files;
  if (!files.ca.empty()) options.set_trust_store(files.ca);
  if (!files.certificate.empty()) options.set_key_store(files.certificate);
  if (!files.key.empty()) options.set_private_key(files.key);
  const auto password = latest(config.key_password_source, files.key_password);
  if (password) options.set_private_key_password(password->reveal());
  if (!config.alpn.empty()) options.set_alpn_protos({config.alpn});
  // Paho has no switch for TLS 1.3 alone. Without a pre-shared key none of these ciphers of TLS 1.2 can be offered,
  // while those of TLS 1.3 are not on this list and stay.
  if (config.only_1_3) options.set_enabled_cipher_suites("PSK");
  options.set_enable_server_cert_auth(true);
  options.set_verify(true);  // that the certificate is for the host
  return options;
}

std::string with_remedy(const ReasonEntry& entry) {
  return describe(entry) + (entry.remedy.empty() ? "" : ": " + std::string(entry.remedy));
}

}  // namespace

std::string PublishAnswer::text() const { return with_remedy(reason(ReasonScope::puback, code)); }

struct Publisher::Link {
  Link(const BrokerUrl& url, const std::string& client_id)
      : broker(url.text()), paho(uri_of(url), client_id, mqtt::create_options(MQTTVERSION_5)) {
    paho.set_disconnected_handler([this](const mqtt::properties& list, mqtt::ReasonCode code) {
      const std::string told = find<std::string>(list, mqtt::property::REASON_STRING).value_or("");
      ear.lost(
          "the broker ended the connection: " + describe(ReasonScope::disconnect, static_cast<std::uint8_t>(code)) +
          (told.empty() ? "" : " (" + told + ")"));
    });
    paho.set_connection_lost_handler([this](const std::string&) { ear.lost("the connection broke"); });
  }

  std::string broker;
  Ear ear;
  BrokerLimits limits;
  mqtt::async_client paho;  // last: its threads end before what they call
};

Publisher::Publisher(const MqttConfig& config, std::string_view purpose, std::function<bool()> is_stopped)
    : config_(config),
      client_id_(config.client_id + '-' + std::string(purpose) + '-' + random_digits()),
      is_stopped_(is_stopped ? std::move(is_stopped) : [] { return false; }) {}

Publisher::~Publisher() {
  if (!link_) return;
  try {
    link_->paho.disconnect(mqtt::disconnect_options())->wait_for(farewell);
  } catch (const std::exception&) {  // it is over anyway
  }
}

Result<void, PublishFault> Publisher::connect(Millis patience) {
  if (link_ && link_->paho.is_connected()) return {};
  link_.reset();
  PublishFault all;
  std::vector<std::string> remedies;
  for (const BrokerUrl& broker : config_.brokers) {
    auto connected = connect_to(broker, patience);
    if (connected) return {};
    link_.reset();
    auto& [why, remedy] = connected.error();
    if (why.kind == Kind::stopped) return tl::unexpected(std::move(why));
    all.text += (all.text.empty() ? "" : "; ") + why.text;
    if (std::find(remedies.begin(), remedies.end(), remedy) == remedies.end()) remedies.push_back(std::move(remedy));
    // What one of them refuses for good, or cannot be asked: the others are the same service.
    if (why.kind != Kind::unreachable) all.kind = why.kind;
  }
  for (const std::string& remedy : remedies) all.text += (remedy.empty() ? "" : "; ") + remedy;
  return tl::unexpected(std::move(all));
}

Result<void, Publisher::Refusal> Publisher::connect_to(const BrokerUrl& broker, Millis patience) try {
  const auto refusal = [&](Kind kind, std::string text, std::string_view remedy = {}) {
    return tl::unexpected(Refusal{{kind, broker.text() + ": " + std::move(text)}, std::string(remedy)});
  };
  if (broker.tls && !config_.tls.server_name.empty() && config_.tls.server_name != broker.host) {
    return refusal(Kind::unfit,
                   "the certificate would have to be for the host itself: publishing knows no mqtt.tls.server_name",
                   "write `" + config_.tls.server_name + "` in mqtt.brokers");
  }
  link_ = std::make_unique<Link>(broker, client_id_);
  mqtt::connect_options options;
  options.set_mqtt_version(MQTTVERSION_5);
  options.set_clean_start(true);  // and no Session Expiry Interval: 0, the session ends with the connection
  options.set_automatic_reconnect(false);
  options.set_keep_alive_interval(config_.keep_alive);
  // Ours ends first: Paho counts in whole seconds and says less.
  options.set_connect_timeout(patience + std::chrono::seconds{10});
  if (config_.username) options.set_user_name(*config_.username);
  config_.password = latest(config_.password_source, config_.password);
  if (config_.password) options.set_password(config_.password->reveal());
  // Without a handler for its error lines: Paho C++ 1.2.0 keeps the address of the handler's copy on its own stack.
  if (broker.tls) options.set_ssl(tls_of(config_.tls));
  // Copied, not moved: moved options of Paho C++ 1.2.0 point to the properties of the object they came from.
  const auto token = link_->paho.connect(options, nullptr, link_->ear);
  const auto end = link_->ear.wait(patience, is_stopped_, Millis{0});
  if (!end && is_stopped_()) return refusal(Kind::stopped, "stopped before the CONNACK");
  if (!end) return refusal(Kind::unreachable, "no CONNACK within " + std::to_string(patience.count()) + " ms");
  if (!end->is_success && end->reason != 0) {
    const ReasonEntry& entry = reason(ReasonScope::connack, end->reason);
    const bool is_fatal = entry.meaning == ReasonMeaning::fatal || entry.meaning == ReasonMeaning::slow_retry;
    return refusal(is_fatal ? Kind::refused : Kind::unreachable, "CONNACK " + describe(entry), entry.remedy);
  }
  if (!end->is_success) {
    const std::string cause = !end->text.empty() ? end->text : message_of(*token);
    return refusal(Kind::unreachable, "cannot connect: " + cause, "check mqtt.brokers, mqtt.tls and the network");
  }
  const mqtt::properties list = token->get_connect_response().get_properties();
  link_->limits.packet_bytes_max = find<std::uint32_t>(list, mqtt::property::MAXIMUM_PACKET_SIZE);
  link_->limits.takes_qos_1 = find<std::uint8_t>(list, mqtt::property::MAXIMUM_QOS).value_or(1) != 0;
  link_->limits.takes_retained = find<std::uint8_t>(list, mqtt::property::RETAIN_AVAILABLE).value_or(1) != 0;
  return {};
} catch (const std::exception& error) {
  return tl::unexpected(
      Refusal{{Kind::unreachable, broker.text() + ": the MQTT library refuses to connect: " + error.what()}, {}});
}

Result<PublishAnswer, PublishFault> Publisher::publish(const MqttMessage& message, Millis patience) try {
  if (auto connected = connect(patience); !connected) return tl::unexpected(std::move(connected.error()));
  if (const std::string unfit = why_unfit(message, link_->limits); !unfit.empty()) return fault(Kind::unfit, unfit);
  const auto packet = mqtt::make_message(std::string(message.topic), message.payload.data(), message.payload.size(), 1,
                                         message.retained);
  packet->set_properties(properties_of(message));
  // Copied by Paho C; the token must live until the answer.
  const auto token = link_->paho.publish(packet, nullptr, link_->ear);
  auto end = link_->ear.wait(patience, is_stopped_, stop_grace);
  if (end && (end->is_success || end->reason != 0)) return PublishAnswer{end->reason};
  const bool is_stopped = !end && is_stopped_();
  const std::string why = is_stopped          ? "stopped before the PUBACK"
                          : !end              ? "no PUBACK within " + std::to_string(patience.count()) + " ms"
                          : end->text.empty() ? "the connection broke"
                                              : end->text;
  const std::string broker = link_->broker;
  link_.reset();  // a late answer must not be taken for the next one
  return fault(is_stopped ? Kind::stopped : Kind::unreachable,
               broker + ": " + why + "; whether the message has arrived is not known");
} catch (const mqtt::exception& error) {
  link_.reset();
  return fault(Kind::unreachable, std::string("the MQTT library refuses to publish: ") + error.what());
} catch (const std::exception& error) {
  return fault(Kind::unfit, std::string("the message cannot be published: ") + error.what());
}

}  // namespace sluice
