// SPDX-License-Identifier: Apache-2.0
#include "ops/status_json.hpp"

#include <nlohmann/json.hpp>

namespace sluice {

namespace {

/// Members stay in the order in which they are written: people read this too.
using Json = nlohmann::ordered_json;

Json topics_json(const TaskStatus& status) {
  Json topics = Json::array();
  for (const auto& [name, writable] : status.topics) topics.push_back({{"name", name}, {"writable", writable}});
  return topics;
}

Json connection_json(const ConnectionStatus& connection) {
  Json json{{"client_id", connection.client_id},
            {"broker", connection.broker},
            {"state", connection.state},
            {"ready", connection.ready},
            {"window_used", connection.window_used},
            {"window_size", connection.window_size},
            {"bytes_in_flight", connection.bytes_in_flight},
            {"oldest_unacknowledged_s", connection.oldest_unacknowledged_s},
            {"broker_drops_in_s", nullptr}};
  if (connection.broker_drops_in_s) json["broker_drops_in_s"] = *connection.broker_drops_in_s;
  return json;
}

Json totals_json(const StatusTotals& totals) {
  return {{"received", totals.received},           {"delivered", totals.delivered}, {"filtered", totals.filtered},
          {"dead_lettered", totals.dead_lettered}, {"dropped", totals.dropped},     {"redelivered", totals.redelivered},
          {"in_flight", totals.in_flight}};
}

Json sample_json(const StatusSample& sample) {
  Json json{{"time_ms", sample.time_ms}};
  json.update(totals_json(sample.totals));
  json["oldest_unacknowledged_s"] = sample.oldest_unacknowledged_s;
  return json;
}

Json error_json(const RecentError& error) {
  return {{"time_ms", error.time_ms}, {"severity", to_text(error.severity)},
          {"name", error.name},       {"text", error.text},
          {"remedy", error.remedy},   {"count", error.count}};
}

template <class T, class ToJson>
Json list_json(const std::vector<T>& items, ToJson to_json) {
  Json list = Json::array();
  for (const T& item : items) list.push_back(to_json(item));
  return list;
}

std::string text_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

std::string status_json(const TaskStatus& status) {
  return text_of({{"version", status.version},
                  {"task", status.task},
                  {"group", status.group},
                  {"filters", status.filters},
                  {"now_ms", status.now_ms},
                  {"started_ms", status.started_ms},
                  {"health", to_text(status.word)},
                  {"alive", status.alive},
                  {"ready", status.ready},
                  {"paused", status.paused},
                  {"reasons", status.reasons},
                  {"kafka_reachable", status.kafka_reachable},
                  {"topics", topics_json(status)},
                  {"connections", list_json(status.connections, connection_json)},
                  {"totals", totals_json(status.totals)},
                  {"history", list_json(status.history, sample_json)},
                  {"errors", list_json(status.errors, error_json)},
                  {"configuration", status.configuration}});
}

std::string readiness_json(const TaskStatus& status) {
  const auto short_connection = [](const ConnectionStatus& connection) -> Json {
    return {{"client_id", connection.client_id},
            {"broker", connection.broker},
            {"state", connection.state},
            {"ready", connection.ready}};
  };
  const Json kafka{{"reachable", status.kafka_reachable}, {"topics", topics_json(status)}};
  return text_of({{"ready", status.ready},
                  {"health", to_text(status.word)},
                  {"paused", status.paused},
                  {"reasons", status.reasons},
                  {"kafka", kafka},
                  {"connections", list_json(status.connections, short_connection)}});
}

}  // namespace sluice
