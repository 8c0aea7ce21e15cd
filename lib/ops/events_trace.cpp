// SPDX-License-Identifier: Apache-2.0
#include "ops/events.hpp"

namespace sluice {

namespace {

void append(Event& event, std::string_view name, const std::string& text) {
  if (!text.empty()) event.fields.push_back({name, text});
}

void append(Event& event, std::string_view name, std::optional<std::int64_t> number) {
  if (number) event.fields.push_back({name, *number});
}

void append_count(Event& event, std::string_view name, std::uint64_t count) {
  if (count > 0) event.fields.push_back({name, static_cast<std::int64_t>(count)});
}

}  // namespace

Event traced(const TraceFacts& facts) {
  Event event{Severity::info, "trace", "the way of a message", {}};
  append(event, "client_id", facts.client_id);
  append(event, "topic", facts.topic);
  append_count(event, "packet_id", facts.packet_id);
  append(event, "message_id", facts.message_id);
  append(event, "traceparent", facts.traceparent);
  append(event, "kafka_topic", facts.kafka_topic);
  append(event, "outcome", std::string(facts.outcome));
  append(event, "code", facts.code);
  event.fields.push_back({"received_ms", facts.received_ms});
  event.fields.push_back({"admitted_ms", facts.admitted_ms});
  append(event, "mapped_us", facts.mapped_us);
  append(event, "produced_us", facts.produced_us);
  append(event, "kafka_us", facts.kafka_us);
  append(event, "puback_us", facts.puback_us);
  append_count(event, "failures", facts.failures);
  if (facts.unacknowledged) event.fields.push_back({"unacknowledged", true});
  append_count(event, "kept_quiet", facts.kept_quiet);
  return event;
}

Event traces_kept_quiet(std::string_view client_id, std::uint64_t count) {
  return {Severity::info,
          "traces_kept_quiet",
          "more messages than can be traced were chosen by log.trace: take a lower rate or a narrower filter",
          {{"client_id", std::string(client_id)}, {"kept_quiet", static_cast<std::int64_t>(count)}}};
}

}  // namespace sluice
