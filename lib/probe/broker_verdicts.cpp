// SPDX-License-Identifier: Apache-2.0
#include "probe/broker_verdicts.hpp"

#include <algorithm>

#include "core/duration.hpp"
#include "mqtt/wire/reason_code.hpp"
#include "probe/network.hpp"

namespace sluice {
namespace {

/// What every server must take (MQTT 5, 3.1.3.1).
constexpr std::size_t client_id_bytes = 23;

Lasting lasting(ReasonMeaning meaning) { return meaning == ReasonMeaning::retry ? Lasting::no : Lasting::yes; }

std::string with_reason(std::string text, std::string_view reason_string) {
  if (!reason_string.empty()) text.append(" (").append(reason_string).append(")");
  return text;
}

std::string quoted(std::string_view text) { return "`" + std::string(text) + "`"; }

}  // namespace

ProbeNames probe_names(const MqttConfig& config, const std::string& tail) {
  return {config.client_id + "-probe-" + tail, config.group + "-probe-" + tail};
}

std::string short_client_id(const MqttConfig& config, const ProbeNames& names, const std::string& tail) {
  if (config.client_id.size() > client_id_bytes || names.client_id.size() <= client_id_bytes) return {};
  const std::string end = "probe" + tail;
  std::string id;
  for (const char c : config.client_id) {
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (is_plain && id.size() + end.size() < client_id_bytes) id += c;
  }
  return id + end;
}

StepFinding connack_finding(const ConnackView& connack, const MqttConfig& config, const ProbeNames& names) {
  const ReasonEntry& entry = reason(ReasonScope::connack, connack.reason_code);
  std::string text = with_reason(describe(entry), connack.reason_string.value_or(""));
  if (entry.meaning == ReasonMeaning::success) return ok(text + " as " + quoted(names.client_id));
  std::string remedy(entry.remedy);
  if (entry.meaning == ReasonMeaning::redirect) {
    text += connack.server_reference ? ", it names " + quoted(*connack.server_reference) : ", it names none";
    if (config.follow_redirects && connack.server_reference) {
      return warning(std::move(text), "a task would go there (mqtt.follow_redirects); probe that server too");
    }
  }
  // The task's client id may be allowed where the probe's is not.
  constexpr std::uint8_t bad_client_id = 0x85;
  constexpr std::uint8_t not_authorized = 0x87;
  if (connack.reason_code == bad_client_id || connack.reason_code == not_authorized) {
    remedy +=
        "; the probe came as client " + quoted(names.client_id) + ", the task comes as " + quoted(config.client_id);
  }
  return failed(std::move(text), std::move(remedy), lasting(entry.meaning));
}

StepFinding suback_finding(const std::string& filter, std::uint8_t code, std::string_view reason_string,
                           const MqttConfig& config, const ProbeNames& names) {
  const ReasonEntry& entry = grant(code, config.qos);
  std::string text = quoted(filter) + ": " + describe(entry);
  if (entry.meaning == ReasonMeaning::success) return ok(std::move(text));
  text = with_reason(std::move(text), reason_string);
  if (code == 0) text += " where QoS 1 was asked for";
  std::string remedy(entry.remedy);
  constexpr std::uint8_t not_authorized = 0x87;
  if (code == not_authorized) {
    remedy += "; the probe asked as group " + quoted(names.group) + ", the task asks as " + quoted(config.group);
  }
  return failed(std::move(text), std::move(remedy), lasting(entry.meaning));
}

StepFinding link_finding(const LinkFault& fault, const std::string& awaited, const Patience& patience) {
  constexpr const char* not_a_broker = "check that an MQTT 5 broker listens there, with TLS as mqtt.brokers says";
  switch (fault.cause) {
    case LinkFault::Cause::deadline: return out_of_time(awaited, "look at the broker's health and log", patience);
    case LinkFault::Cause::stopped: return interrupted();
    case LinkFault::Cause::network:
      return failed(awaited + ": " + fault.text, std::string(not_a_broker) + "; its log says more", Lasting::no);
    case LinkFault::Cause::untrusted:
      return failed(awaited + ": " + fault.text, "check mqtt.tls and the broker's TLS settings", Lasting::yes);
    case LinkFault::Cause::disconnected: {
      const ReasonEntry& entry = reason(ReasonScope::disconnect, fault.reason_code);
      return failed(awaited + ": " + fault.text, std::string(entry.remedy), lasting(entry.meaning));
    }
    case LinkFault::Cause::malformed: return failed(awaited + ": " + fault.text, not_a_broker, Lasting::yes);
  }
  return {};
}

StepFinding farewell_finding(std::uint64_t messages, const MqttConfig& config, const ProbeNames& names) {
  std::string text = "unsubscribed, session ended, nothing is left; the group " + quoted(config.group) +
                     " lost no message to the probe, which was the only member of " + quoted(names.group);
  if (messages > 0) {
    text +=
        ": " + std::to_string(messages) + (messages == 1 ? " message" : " messages") + " came for it and went unread";
  }
  return ok(std::move(text));
}

}  // namespace sluice
