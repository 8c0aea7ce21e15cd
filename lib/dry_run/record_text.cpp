// SPDX-License-Identifier: Apache-2.0
#include "dry_run/record_text.hpp"

#include <algorithm>
#include <vector>

#include "core/overload.hpp"
#include "dry_run/readable.hpp"

namespace sluice {

namespace {

constexpr std::size_t label_width = 11;  // "timestamp  "

std::string line(std::string_view name, const std::string& text) {
  std::string result(name);
  result.resize(label_width, ' ');
  return result + text + '\n';
}

std::string line_of(std::string_view name, std::string_view bytes) { return line(name, readable(bytes, label_width)); }

std::string header_lines(std::span<const RecordHeader> headers) {
  if (headers.empty()) return line("headers", "(none)");
  std::vector<std::string> names;
  std::size_t width = 0;
  for (const RecordHeader& header : headers) {
    std::string name = readable(header.name, 0);
    std::replace(name.begin(), name.end(), '\n', ' ');
    width = std::max(width, name.size());
    names.push_back(std::move(name));
  }
  std::string text;
  for (std::size_t i = 0; i < headers.size(); ++i) {
    names[i].resize(width, ' ');
    text += line(i == 0 ? "headers" : "", names[i] + "  " + readable(headers[i].value, label_width + width + 2));
  }
  return text;
}

std::string timestamp_text(std::int64_t ms) {
  if (ms == 0) return "(the moment of producing)";
  return time_text(ms) + " (" + std::to_string(ms) + ')';
}

std::string route_line(std::optional<std::size_t> route, const MappingRules& rules) {
  if (rules.routes.empty()) return "";
  if (!route) return line("route", "none: the mapping's own keys");
  const RouteRules& taken = rules.routes[*route];
  std::string text = "mapping.routes[" + std::to_string(*route) + ']';
  for (const std::string& filter : taken.filters) text += (&filter == &taken.filters.front() ? ": " : ", ") + filter;
  if (!taken.where.empty()) text += (taken.filters.empty() ? ": where " : ", where ") + taken.where;
  return line_of("route", text);
}

std::string fate(const DeadLettersConfig& dead_letters) {
  if (!dead_letters.topic.empty()) return "dead letter in " + dead_letters.topic;
  return dead_letters.on_rejected == OnRejected::drop
             ? "acknowledged and gone, by dead_letters.on_rejected: drop"
             : "the task stops; dead_letters.topic or dead_letters.on_rejected: drop would let it go on";
}

}  // namespace

std::string record_text(const DryResult& result, const MappingRules& rules, const DeadLettersConfig& dead_letters) {
  return std::visit(
      Overload{[&](const KafkaRecord& record) {
                 return line_of("topic", record.topic) +
                        line("key", record.key ? readable(*record.key, label_width) : "(none)") +
                        line("timestamp", timestamp_text(record.timestamp_ms)) + header_lines(record.headers) +
                        line_of("value", record.value) + route_line(result.route, rules);
               },
               [&](const Dropped&) {
                 return line("dropped", "mapping.where is not true of it: acknowledged, counted, no record") +
                        line_of("where", rules.where);
               },
               [&](const Rejection& rejection) {
                 return line("rejected", std::string(to_text(rejection.stage)) + ": " + rejection.code) +
                        line_of("reason", rejection.reason) + line("then", fate(dead_letters)) +
                        route_line(result.route, rules);
               }},
      result.mapped);
}

}  // namespace sluice
