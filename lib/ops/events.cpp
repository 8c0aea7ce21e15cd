// SPDX-License-Identifier: Apache-2.0
// The life of the process.
#include "ops/events.hpp"

#include "ops/event_parts.hpp"

namespace sluice {

namespace {

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

Event listening(std::string_view url) {
  return {Severity::info, "listening", "metrics, health and the status page are served", {{"url", text_of(url)}}};
}

Event paused(std::string_view by) {
  return {
      Severity::info,
      "paused",
      "nothing more is read from the broker until POST /resume; what is read is delivered, sessions and keep-alive go "
      "on",
      {{"by", text_of(by)}}};
}

Event resumed(std::string_view by) {
  return {Severity::info, "resumed", "messages are read again", {{"by", text_of(by)}}};
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

}  // namespace sluice
