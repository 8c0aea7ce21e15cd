// SPDX-License-Identifier: Apache-2.0
// What a CONNACK allows, property by property (MQTT 5, 3.2.2.3).
#include <algorithm>
#include <limits>

#include "core/duration.hpp"
#include "core/size.hpp"
#include "probe/broker_verdicts.hpp"

namespace sluice {
namespace {

constexpr std::uint32_t never = std::numeric_limits<std::uint32_t>::max();

std::string expiry_text(std::uint32_t seconds) {
  return seconds == never ? "never" : format_duration(std::chrono::seconds(seconds));
}

StepFinding receive_maximum(const ConnackView& connack) {
  return ok(std::to_string(connack.receive_maximum) + ": for what is published to it; a task publishes nothing");
}

StepFinding maximum_qos(const ConnackView& connack, const MqttConfig& config) {
  const std::string text = std::to_string(connack.maximum_qos);
  if (connack.maximum_qos >= config.qos) return ok(text + ": enough for mqtt.qos " + std::to_string(config.qos));
  return warning(text + " where mqtt.qos is " + std::to_string(config.qos) + ": messages may come unacknowledged",
                 "let the server take QoS 1, or set mqtt.qos to 0 and accept losses");
}

StepFinding retain(const ConnackView& connack) {
  return ok(connack.retain_available ? "yes: a task asks for no retained messages"
                                     : "no: a task asks for no retained messages");
}

StepFinding packet_size(const ConnackView& connack, const MqttConfig& config) {
  constexpr std::uint32_t room = 64;  // of the fixed parts of CONNECT and SUBSCRIBE
  if (!connack.maximum_packet_size) return ok("no limit");
  const std::uint32_t limit = *connack.maximum_packet_size;
  const std::string text = format_size(limit);
  std::size_t needed = room;
  for (const std::string& filter : config.filters) needed += filter.size() + config.group.size() + 12;
  if (limit >= needed) return ok(text + ": for what is sent to it; SUBSCRIBE takes about " + format_size(needed));
  return warning(text + " where SUBSCRIBE takes about " + format_size(needed),
                 "raise the server's packet size limit, or name fewer or shorter mqtt.filters");
}

StepFinding topic_aliases(const ConnackView& connack) {
  return ok(std::to_string(connack.topic_alias_maximum) + ": for what is published to it; a task uses none");
}

StepFinding session_expiry(const ConnackView& connack, const MqttConfig& config) {
  const auto asked = static_cast<std::uint32_t>(std::min<std::int64_t>(config.session_expiry.count(), never));
  const std::uint32_t granted = connack.session_expiry.value_or(asked);
  if (granted >= asked) return ok(expiry_text(granted) + ": as mqtt.session_expiry asks");
  const std::string text = expiry_text(granted) + " where mqtt.session_expiry is " + expiry_text(asked);
  if (granted > 0) {
    return warning(text + ": what waits for a replica that is away for longer is lost or goes to the others",
                   "raise the broker's limit for session expiry, or lower mqtt.session_expiry");
  }
  if (config.profile->family == BrokerFamily::redispatching) {
    return warning(text + ": what a replica holds goes to the others at once when its connection is lost",
                   "raise the broker's limit for session expiry, or see that another replica is always there");
  }
  return failed(text + ": each loss of a connection would lose what is not acknowledged",
                "raise the broker's limit for session expiry, or set mqtt.profile to the broker's name if it gives "
                "such messages to the other members",
                Lasting::yes);
}

StepFinding keep_alive(const ConnackView& connack, const MqttConfig& config) {
  const std::string ours = format_duration(config.keep_alive);
  if (!connack.server_keep_alive) return ok("as mqtt.keep_alive says: " + ours);
  if (*connack.server_keep_alive == 0) {
    return warning(
        "off, by the server's word, where mqtt.keep_alive is " + ours + ": the server notices a dead connection late",
        "let the server keep watch, e.g. for 30 s");
  }
  const std::chrono::seconds interval(*connack.server_keep_alive);
  const std::string theirs = format_duration(interval);
  if (interval > config.keep_alive) {
    return ok(theirs + ", by the server's word; a task tests the connection after mqtt.keep_alive " + ours +
              " all the same");
  }
  return ok(theirs + ", by the server's word, instead of mqtt.keep_alive " + ours);
}

StepFinding shared_subscriptions(const ConnackView& connack) {
  if (connack.shared_subscription_available) return ok("yes");
  return failed("no: a $share filter would never match",
                "turn shared subscriptions on in the server, or use one that has them: replicas share their load by "
                "them",
                Lasting::yes);
}

StepFinding wildcards(const ConnackView& connack, const MqttConfig& config) {
  if (connack.wildcard_subscription_available) return ok("yes");
  const auto found = std::find_if(config.filters.begin(), config.filters.end(), [](const std::string& filter) {
    return filter.find_first_of("+#") != std::string::npos;
  });
  if (found == config.filters.end()) return ok("no: mqtt.filters have none");
  return failed("no, and `" + *found + "` has one",
                "write mqtt.filters without + and #, or turn wildcard subscriptions on in the server", Lasting::yes);
}

StepFinding identifiers(const ConnackView& connack) {
  return ok(connack.subscription_identifier_available ? "yes: a task uses none" : "no: a task uses none");
}

StepFinding assigned_id(const ConnackView& connack, const std::string& asked_id) {
  if (!connack.assigned_client_id || *connack.assigned_client_id == asked_id) return ok("none: it takes ours");
  return warning("`" + std::string(*connack.assigned_client_id) + "` in place of `" + asked_id +
                     "`: a task that starts anew would not find its session again",
                 "let the server take mqtt.client_id as it is");
}

}  // namespace

std::vector<NamedFinding> allowances(const ConnackView& connack, const MqttConfig& config,
                                     const std::string& asked_id) {
  return {{"Shared Subscription Available", shared_subscriptions(connack)},
          {"Wildcard Subscription Available", wildcards(connack, config)},
          {"Session Expiry Interval", session_expiry(connack, config)},
          {"Server Keep Alive", keep_alive(connack, config)},
          {"Assigned Client Identifier", assigned_id(connack, asked_id)},
          {"Maximum QoS", maximum_qos(connack, config)},
          {"Maximum Packet Size", packet_size(connack, config)},
          {"Receive Maximum", receive_maximum(connack)},
          {"Topic Alias Maximum", topic_aliases(connack)},
          {"Subscription Identifier Available", identifiers(connack)},
          {"Retain Available", retain(connack)}};
}

}  // namespace sluice
