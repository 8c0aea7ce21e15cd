// SPDX-License-Identifier: Apache-2.0
// A connection to the MQTT broker, and what protects it.
#include "ops/events.hpp"

#include "ops/event_parts.hpp"

namespace sluice {

Event connected(std::string_view client_id, std::string_view broker, bool session_present) {
  return {Severity::debug,
          "connected",
          "the broker accepted the connection",
          {{"client_id", text_of(client_id)}, {"broker", text_of(broker)}, {"session_present", session_present}}};
}

Event ready(std::string_view client_id, std::string_view broker, std::string_view group,
            const std::vector<std::string>& filters) {
  return {Severity::info,
          "ready",
          "subscribed, forwarding",
          {{"client_id", text_of(client_id)},
           {"broker", text_of(broker)},
           {"group", text_of(group)},
           {"filters", joined(filters)}}};
}

Event connection_lost(std::string_view client_id, std::string_view broker, std::string_view reason,
                      std::string_view why, std::string_view remedy) {
  Event event{Severity::warn,
              "connection_lost",
              text_of(why),
              {{"client_id", text_of(client_id)}, {"broker", text_of(broker)}, {"reason", text_of(reason)}}};
  if (!remedy.empty()) event.fields.push_back({"remedy", text_of(remedy)});
  return event;
}

Event retrying(std::string_view client_id, std::chrono::milliseconds delay, bool slow) {
  return {slow ? Severity::error : Severity::info,
          "retrying",
          slow ? "needs an operator; trying again all the same" : "trying again",
          {{"client_id", text_of(client_id)}, {"delay_ms", delay.count()}}};
}

Event session_shortened(std::string_view client_id, std::string_view broker, std::chrono::seconds asked,
                        std::chrono::seconds granted) {
  return {
      Severity::warn,
      "session_shortened",
      "the broker keeps the session for less than mqtt.session_expiry: an absence longer than that loses what waits in "
      "it; raise the broker's limit or lower mqtt.session_expiry",
      {{"client_id", text_of(client_id)},
       {"broker", text_of(broker)},
       {"asked_s", asked.count()},
       {"granted_s", granted.count()}}};
}

Event client_id_assigned(std::string_view client_id, std::string_view broker, std::string_view assigned) {
  return {
      Severity::warn,
      "client_id_assigned",
      "the broker gave this connection another client id; the session has that one, and another process of ours would "
      "not find it: set mqtt.client_id to what the broker accepts",
      {{"client_id", text_of(client_id)}, {"broker", text_of(broker)}, {"assigned", text_of(assigned)}}};
}

Event session_draining(std::string_view client_id, std::string_view broker, std::chrono::milliseconds owner_time) {
  return {Severity::info,
          "session_draining",
          owner_time.count() > 0
              ? "the session is there: delivering what it holds, and waiting whether its owner comes back"
              : "the session is there: delivering what it holds",
          {{"client_id", text_of(client_id)}, {"broker", text_of(broker)}, {"wait_ms", owner_time.count()}}};
}

Event stranger_refused(std::uint16_t port, std::uint64_t count) {
  return {Severity::warn,
          "stranger_refused",
          "another process connected to the inner listener and was refused: something scans the loopback",
          {{"port", static_cast<std::int64_t>(port)}, {"count", number(count)}}};
}

Event certificate_in_use(std::string_view what, std::string_view subject, std::string_view end, std::int64_t end_s) {
  return {Severity::debug,
          "certificate_in_use",
          text_of(what) + " (" + text_of(subject) + ") is good until " + text_of(end),
          {{"certificate", text_of(what) + " (" + text_of(subject) + ")"}, {"end_s", end_s}}};
}

Event certificate_expires(std::string_view what, std::string_view subject, std::string_view end,
                          std::int64_t days_left) {
  std::string text = text_of(what) + " (" + text_of(subject) + ")";
  text += days_left < 0 ? " has ended on " + text_of(end)
                        : " ends in " + std::to_string(days_left) + " days, on " + text_of(end);
  return {days_left < 0 ? Severity::error : Severity::warn,
          "certificate_expires",
          text + "; renew it: a changed file is used without a restart",
          {{"subject", text_of(subject)}, {"end", text_of(end)}, {"days_left", days_left}}};
}

Event certificates_reloaded(std::string_view section, std::string_view subject, std::string_view end) {
  Event event{Severity::info,
              "certificates_reloaded",
              "the certificate files have changed; new connections use them",
              {{"section", text_of(section)}}};
  if (!subject.empty()) {
    event.fields.push_back({"subject", text_of(subject)});
    event.fields.push_back({"end", text_of(end)});
  }
  return event;
}

Event certificates_unusable(std::string_view why) {
  return {Severity::warn,
          "certificates_unusable",
          "the certificate files have changed and cannot be used, those read before stay in use: " + text_of(why),
          {}};
}

Event secret_unreadable(std::string_view key, std::string_view why) {
  return {Severity::warn,
          "secret_unreadable",
          text_of(key) + " cannot be read again, its last value stays in use: " + text_of(why),
          {{"key", text_of(key)}}};
}

}  // namespace sluice
