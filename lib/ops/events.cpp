// SPDX-License-Identifier: Apache-2.0
#include "ops/events.hpp"

namespace sluice {

namespace {

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ",") + part;
  return text;
}

std::string text_of(std::string_view text) { return std::string(text); }

std::int64_t number(std::uint64_t value) { return static_cast<std::int64_t>(value); }

void append_totals(Event& event, const SummaryFacts& facts) {
  event.fields.push_back({"received", number(facts.received)});
  event.fields.push_back({"redelivered", number(facts.redelivered)});
  event.fields.push_back({"delivered", number(facts.delivered)});
  event.fields.push_back({"filtered", number(facts.filtered)});
  event.fields.push_back({"dead_lettered", number(facts.dead_lettered)});
  event.fields.push_back({"dropped", number(facts.dropped)});
  event.fields.push_back({"recognised", number(facts.recognised)});
  event.fields.push_back({"in_flight", number(facts.in_flight)});
}

Event refused(Severity severity, std::string_view name, const RefusedFacts& facts) {
  Event event{severity, name, text_of(facts.reason), {{"client_id", text_of(facts.client_id)}}};
  if (!facts.topic.empty()) event.fields.push_back({"topic", text_of(facts.topic)});
  event.fields.push_back({"stage", text_of(facts.stage)});
  event.fields.push_back({"code", text_of(facts.code)});
  return event;
}

void append_kept_quiet(Event& event, std::uint64_t count) {
  if (count > 0) event.fields.push_back({"kept_quiet", number(count)});
}

void append_dead_letter_topic(Event& event, std::string_view topic) {
  if (!topic.empty()) event.fields.push_back({"dead_letter_topic", text_of(topic)});
}

}  // namespace

Event started(const StartFacts& facts) {
  return {Severity::info,
          "started",
          "sluice " + facts.version + " started",
          {{"version", facts.version},
           {"libraries", facts.libraries},
           {"task", facts.task},
           {"group", facts.group},
           {"filters", joined(facts.filters)},
           {"client_ids", joined(facts.client_ids)},
           {"brokers", joined(facts.brokers)},
           {"kafka", joined(facts.kafka_brokers)},
           {"topic", facts.topic}}};
}

Event summary(const SummaryFacts& facts) {
  Event event{Severity::info, "summary", "totals since the start", {}};
  append_totals(event, facts);
  return event;
}

Event stopping(std::string_view why, std::chrono::milliseconds deadline) {
  return {Severity::info,
          "stopping",
          "stopping: delivering and acknowledging what is read",
          {{"why", text_of(why)}, {"deadline_ms", deadline.count()}}};
}

Event stopped(const SummaryFacts& facts, int exit_code, std::string_view why) {
  const Severity severity = exit_code == 0 ? Severity::info : (exit_code == 4 ? Severity::warn : Severity::error);
  Event event{severity, "stopped", why.empty() ? std::string("stopped in order") : text_of(why), {}};
  event.fields.push_back({"exit_code", static_cast<std::int64_t>(exit_code)});
  append_totals(event, facts);
  return event;
}

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

Event connection_lost(std::string_view client_id, std::string_view broker, std::string_view why,
                      std::string_view remedy) {
  Event event{Severity::warn,
              "connection_lost",
              text_of(why),
              {{"client_id", text_of(client_id)}, {"broker", text_of(broker)}}};
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

Event certificates_reloaded(std::string_view subject, std::string_view end) {
  Event event{
      Severity::info, "certificates_reloaded", "the certificate files have changed; new connections use them", {}};
  if (!subject.empty()) event.fields = {{"subject", text_of(subject)}, {"end", text_of(end)}};
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

Event kafka_waiting(std::string_view topic, std::string_view why, std::chrono::milliseconds delay) {
  return {Severity::warn, "kafka_waiting", text_of(why), {{"topic", text_of(topic)}, {"delay_ms", delay.count()}}};
}

Event topic_made(std::string_view topic, std::int32_t partitions) {
  Event event{Severity::info, "topic_made", "a topic was missing and has been made", {{"topic", text_of(topic)}}};
  if (partitions > 0) event.fields.push_back({"partitions", static_cast<std::int64_t>(partitions)});
  return event;
}

Event delivery_troubled(std::string_view client_id, std::string_view code, std::string_view reason, bool needs_operator,
                        std::string_view dead_letter_topic) {
  Event event{needs_operator ? Severity::error : Severity::warn,
              "delivery_troubled",
              text_of(reason),
              {{"client_id", text_of(client_id)}, {"code", text_of(code)}, {"needs_operator", needs_operator}}};
  append_dead_letter_topic(event, dead_letter_topic);
  return event;
}

Event delivery_stalled(const StallFacts& facts) {
  Event event{Severity::warn,
              "delivery_stalled",
              "nothing has become safe in Kafka: messages wait unacknowledged, the rest queues at the broker",
              {{"client_id", text_of(facts.client_id)},
               {"stalled_ms", facts.stalled.count()},
               {"in_flight", number(facts.in_flight)},
               {"window", number(facts.window)}}};
  if (facts.queue_limit > 0) event.fields.push_back({"broker_queue_limit", number(facts.queue_limit)});
  if (facts.until_drop) {
    event.fields.push_back({"broker_drops_in_ms", facts.until_drop->count()});
    event.fields.push_back({"remedy", "bring Kafka back before, or raise " + text_of(facts.queue_setting) +
                                          " at the broker and mqtt.broker_queue_limit with it"});
  }
  return event;
}

Event delivery_resumed(std::string_view client_id, std::chrono::milliseconds stalled) {
  return {Severity::info,
          "delivery_resumed",
          "messages become safe in Kafka again",
          {{"client_id", text_of(client_id)}, {"stalled_ms", stalled.count()}}};
}

Event connection_released(std::string_view client_id, std::chrono::milliseconds limit) {
  return {Severity::warn,
          "connection_released",
          "messages have been unacknowledged for mqtt.hold_limit: the connection is closed until Kafka takes them",
          {{"client_id", text_of(client_id)}, {"hold_limit_ms", limit.count()}}};
}

Event delivery_recovered(std::string_view client_id, std::string_view dead_letter_topic) {
  Event event{Severity::info,
              "delivery_recovered",
              dead_letter_topic.empty() ? "records are delivered again" : "dead letters are delivered again",
              {{"client_id", text_of(client_id)}}};
  append_dead_letter_topic(event, dead_letter_topic);
  return event;
}

Event kafka_unreachable(std::string_view brokers, std::string_view cause) {
  return {Severity::warn,
          "kafka_unreachable",
          "Kafka cannot be reached at " + text_of(brokers) + ": " + text_of(cause) +
              "; check kafka.brokers, the network and the brokers' advertised.listeners; nothing is lost, messages "
              "wait at the MQTT broker",
          {{"brokers", text_of(brokers)}, {"cause", text_of(cause)}}};
}

Event kafka_authentication_refused(std::string_view brokers, std::string_view code, std::string_view text,
                                   std::string_view remedy) {
  return {Severity::error,
          "kafka_authentication_refused",
          "Kafka at " + text_of(brokers) + " refuses the login: " + text_of(text) + "; " + text_of(remedy),
          {{"brokers", text_of(brokers)}, {"code", text_of(code)}}};
}

Event kafka_back(std::string_view brokers) {
  return {Severity::info, "kafka_back", "Kafka answers again", {{"brokers", text_of(brokers)}}};
}

Event kafka_producer_restarted(std::string_view cause, std::uint64_t open, std::uint64_t kept_quiet) {
  Event event{Severity::warn,
              "kafka_producer_restarted",
              "the Kafka producer lost its sequence state and is made anew; " + std::to_string(open) +
                  " open records are sent again, duplicates are possible, loss is not: " + text_of(cause),
              {{"open", number(open)}}};
  append_kept_quiet(event, kept_quiet);
  return event;
}

Event kafka_compression_unsupported(std::string_view compression, std::string_view text, std::uint64_t kept_quiet) {
  Event event{Severity::error,
              "kafka_compression_unsupported",
              "Kafka does not take compression \"" + text_of(compression) +
                  "\" from this librdkafka, records would be sent uncompressed: set kafka.compression to none or use "
                  "a newer librdkafka: " +
                  text_of(text),
              {{"compression", text_of(compression)}}};
  append_kept_quiet(event, kept_quiet);
  return event;
}

Event kafka_error(Severity severity, std::string_view code, std::string_view text, std::uint64_t kept_quiet) {
  Event event{severity, "kafka_error", text_of(text), {{"code", text_of(code)}}};
  append_kept_quiet(event, kept_quiet);
  return event;
}

Event kafka_log(Severity severity, std::string_view facility, std::string_view text, std::uint64_t kept_quiet) {
  Event event{severity, "kafka_log", text_of(text), {{"facility", text_of(facility)}}};
  append_kept_quiet(event, kept_quiet);
  return event;
}

Event undeliverable(const RefusedFacts& facts) { return refused(Severity::error, "undeliverable", facts); }

Event dead_letter(const RefusedFacts& facts, std::string_view dead_letter_topic, std::uint64_t kept_quiet) {
  Event event = refused(Severity::warn, "dead_letter", facts);
  append_dead_letter_topic(event, dead_letter_topic);
  append_kept_quiet(event, kept_quiet);
  return event;
}

Event message_dropped(const RefusedFacts& facts, std::uint64_t kept_quiet) {
  Event event = refused(Severity::warn, "message_dropped", facts);
  append_kept_quiet(event, kept_quiet);
  return event;
}

}  // namespace sluice
