// SPDX-License-Identifier: Apache-2.0
#include "ops/monitor.hpp"

#include <algorithm>
#include <chrono>

namespace sluice {

namespace {

template <class T>
T value_of(const Event& event, std::string_view name) {
  for (const Event::Field& field : event.fields) {
    if (field.name != name) continue;
    if (const T* value = std::get_if<T>(&field.value)) return *value;
  }
  return T{};
}

std::string text_in(const Event& event, std::string_view name) { return value_of<std::string>(event, name); }
std::int64_t number_in(const Event& event, std::string_view name) { return value_of<std::int64_t>(event, name); }

/// What an event stands for: itself and those like it that were not told.
std::uint64_t weight_of(const Event& event) { return 1 + static_cast<std::uint64_t>(number_in(event, "kept_quiet")); }

template <class Value>
Value& bounded(std::map<std::string, Value>& map, const std::string& key) {
  const bool is_full = map.size() >= Monitor::labels_max && !map.contains(key);
  return map[is_full ? "other" : key];
}

std::string with_remedy(const Event& event) {
  const std::string remedy = text_in(event, "remedy");
  return remedy.empty() ? event.text : event.text + "; " + remedy;
}

}  // namespace

Monitor::Monitor(EventSink& log, WallClock clock) : log_(log), clock_(std::move(clock)) {}

std::int64_t Monitor::system_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

void Monitor::emit(const Event& event) {
  log_.emit(event);
  const std::lock_guard lock(mutex_);
  note(event);
}

void Monitor::note(const Event& event) {
  if (event.name == "stopping") stopping_ = true;
  if (event.name == "certificate_in_use") {
    bounded(counts_.certificate_ends_s, text_in(event, "certificate")) = number_in(event, "end_s");
  }
  note_connection(event);
  note_kafka(event);
  if (event.severity >= Severity::warn) note_error(event);
}

void Monitor::note_connection(const Event& event) {
  const auto is = [&event](std::string_view name) { return event.name == name; };
  if (is("client_id_assigned")) {
    bounded(given_ids_, text_in(event, "assigned")) = text_in(event, "client_id");
  } else if (is("connected")) {
    ++bounded(counts_.connects, client_of(event));
  } else if (is("ready")) {
    ConnectionNotes& notes = notes_for(event);
    notes.loss.clear();
    notes.loss_needs_operator = false;
  } else if (is("connection_lost")) {
    const std::string reason = text_in(event, "reason");
    ++bounded(counts_.disconnects, reason);
    if (reason == "session_taken_over") ++counts_.take_overs;
    ConnectionNotes& notes = notes_for(event);
    notes.loss = with_remedy(event);
    notes.loss_needs_operator = false;
  } else if (is("connection_released")) {
    ++bounded(counts_.disconnects, "held_too_long");
    notes_for(event).loss = event.text;
  } else if (is("share_handed_over")) {
    notes_for(event).loss = event.text;
  } else if (is("retrying")) {
    notes_for(event).loss_needs_operator = event.severity == Severity::error;
  }
}

void Monitor::note_kafka(const Event& event) {
  const auto is = [&event](std::string_view name) { return event.name == name; };
  if (is("delivery_troubled")) {
    ConnectionNotes& notes = notes_for(event);
    notes.trouble = event.text;
    notes.trouble_needs_operator = value_of<bool>(event, "needs_operator");
  } else if (is("delivery_recovered")) {
    ConnectionNotes& notes = notes_for(event);
    notes.trouble.clear();
    notes.trouble_needs_operator = false;
  } else if (is("delivery_stalled")) {
    notes_for(event).stall = with_remedy(event);
  } else if (is("delivery_resumed")) {
    notes_for(event).stall.clear();
  } else if (is("kafka_unreachable") || is("kafka_authentication_refused")) {
    kafka_word_ = KafkaWord{false, event.text, Clock::now()};
  } else if (is("kafka_back")) {
    kafka_word_ = KafkaWord{true, {}, Clock::now()};
  }
  const bool is_refusal =
      (is("dead_letter") || is("message_dropped") || is("undeliverable")) && text_in(event, "stage") == "kafka";
  const bool is_error = is("delivery_troubled") || is("kafka_error") || is("kafka_authentication_refused");
  if (is_refusal || is_error) bounded(counts_.kafka_errors, text_in(event, "code")) += weight_of(event);
  if (is("kafka_unreachable")) bounded(counts_.kafka_errors, "_ALL_BROKERS_DOWN") += 1;
  if (is("kafka_producer_restarted")) bounded(counts_.kafka_errors, "_FATAL") += weight_of(event);
}

void Monitor::note_error(const Event& event) {
  RecentError error{clock_(),   event.severity,           std::string(event.name),
                    event.text, text_in(event, "remedy"), weight_of(event)};
  const auto same = std::find_if(errors_.begin(), errors_.end(), [&error](const RecentError& other) {
    return other.name == error.name && other.text == error.text;
  });
  if (same != errors_.end()) {
    error.count += same->count;
    errors_.erase(same);
  }
  errors_.push_front(std::move(error));
  if (errors_.size() > errors_max) errors_.pop_back();
}

std::string Monitor::client_of(const Event& event) const {
  std::string client_id = text_in(event, "client_id");
  const auto given = given_ids_.find(client_id);
  return given == given_ids_.end() ? client_id : given->second;
}

ConnectionNotes& Monitor::notes_for(const Event& event) { return bounded(connections_, client_of(event)); }

EventCounts Monitor::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

std::vector<RecentError> Monitor::recent_errors() const {
  const std::lock_guard lock(mutex_);
  return {errors_.begin(), errors_.end()};
}

ConnectionNotes Monitor::notes_of(const std::string& client_id) const {
  const std::lock_guard lock(mutex_);
  const auto found = connections_.find(client_id);
  return found == connections_.end() ? ConnectionNotes{} : found->second;
}

std::optional<Monitor::KafkaWord> Monitor::kafka_word() const {
  const std::lock_guard lock(mutex_);
  return kafka_word_;
}

bool Monitor::is_stopping() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

}  // namespace sluice
