// SPDX-License-Identifier: Apache-2.0
// Delivery, and Kafka as librdkafka sees it.
#include "ops/events.hpp"

#include "ops/event_parts.hpp"

namespace sluice {

namespace {

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

Event kafka_waiting(std::string_view topic, std::string_view why, std::chrono::milliseconds delay,
                    std::uint64_t kept_quiet) {
  Event event{Severity::warn, "kafka_waiting", text_of(why), {{"topic", text_of(topic)}, {"delay_ms", delay.count()}}};
  append_kept_quiet(event, kept_quiet);
  return event;
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
              facts.is_handed_over
                  ? "nothing has become safe in Kafka: messages wait unacknowledged, the other replicas get the rest"
                  : "nothing has become safe in Kafka: messages wait unacknowledged, the rest queues at the broker",
              {{"client_id", text_of(facts.client_id)},
               {"stalled_ms", facts.stalled.count()},
               {"in_flight", number(facts.in_flight)},
               {"window", number(facts.window)}}};
  if (facts.queue_limit > 0) event.fields.push_back({"broker_queue_limit", number(facts.queue_limit)});
  if (facts.until_drop) {
    event.fields.push_back({"broker_drops_in_ms", facts.until_drop->count()});
    const bool is_full = facts.until_drop->count() == 0;
    event.fields.push_back(
        {"remedy", (is_full ? "by this estimate the broker drops messages now: bring Kafka back, or raise "
                            : "bring Kafka back before, or raise ") +
                       text_of(facts.queue_setting) + " at the broker and mqtt.broker_queue_limit with it"});
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

Event share_handed_over(std::string_view client_id, std::chrono::milliseconds limit) {
  return {Severity::warn,
          "share_handed_over",
          "messages have been unacknowledged for mqtt.hold_limit: unsubscribed, so that the other replicas get what is "
          "published; what this session holds already waits until Kafka takes it",
          {{"client_id", text_of(client_id)}, {"hold_limit_ms", limit.count()}}};
}

Event hand_over_refused(std::string_view client_id, std::string_view why) {
  return {Severity::warn,
          "hand_over_refused",
          "the share of the messages cannot be handed to the other replicas, it waits at the broker: " + text_of(why),
          {{"client_id", text_of(client_id)}}};
}

Event share_taken_back(std::string_view client_id) {
  return {Severity::info,
          "share_taken_back",
          "Kafka takes messages again: subscribed again",
          {{"client_id", text_of(client_id)}}};
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

Event kafka_authentication_refused(std::string_view brokers, std::string_view code, std::string_view what,
                                   std::string_view remedy) {
  return {Severity::error,
          "kafka_authentication_refused",
          "Kafka at " + text_of(brokers) + ' ' + text_of(what) + "; " + text_of(remedy),
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
