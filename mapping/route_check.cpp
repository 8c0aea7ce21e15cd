// SPDX-License-Identifier: Apache-2.0
#include "mapping/route_check.hpp"

#include <algorithm>

#include "mapping/quote.hpp"
#include "mapping/topic_filter.hpp"

namespace sluice {

namespace {

std::string route_name(std::size_t index) { return "routes[" + std::to_string(index) + ']'; }

/// Whether `earlier` takes every message that `later` would take, by the filters: it must have no condition of its own.
bool takes_all_of(const RouteRules& earlier, const RouteRules& later) {
  if (!earlier.where.empty()) return false;
  if (earlier.filters.empty()) return true;
  const auto is_covered = [&earlier](const std::string& filter) {
    return std::any_of(earlier.filters.begin(), earlier.filters.end(),
                       [&filter](const std::string& wide) { return filter_covers(wide, filter); });
  };
  return !later.filters.empty() && std::all_of(later.filters.begin(), later.filters.end(), is_covered);
}

void check_reached(const MappingRules& rules, std::size_t index, std::vector<MappingFault>& doubts) {
  const RouteRules& route = rules.routes[index];
  for (std::size_t before = 0; before < index; ++before) {
    if (!takes_all_of(rules.routes[before], route)) continue;
    const bool takes_everything = rules.routes[before].filters.empty();
    doubts.push_back({route_name(index), 0,
                      "this route is never reached: " + route_name(before) +
                          (takes_everything ? " takes every message" : " takes all that its filter matches"),
                      "the first route that takes a message makes its record: put this one first"});
    return;
  }
}

/// Reports the first of the route's filters that matches nothing subscribed.
void check_subscribed(const MappingRules& rules, std::size_t index, std::vector<MappingFault>& doubts) {
  const auto& filters = rules.routes[index].filters;
  for (std::size_t i = 0; i < filters.size(); ++i) {
    const auto overlaps = [&](const std::string& subscribed) { return filters_overlap(subscribed, filters[i]); };
    if (std::any_of(rules.filters.begin(), rules.filters.end(), overlaps)) continue;
    doubts.push_back(
        {route_name(index) + ".filter[" + std::to_string(i) + ']', 0,
         quoted(filters[i]) + " has no topic in common with the subscribed filters: no message can match it",
         "compare it with mqtt.filters"});
    return;
  }
}

bool is_template(const RecordRules& record) { return record.topic.find("${") != std::string::npos; }

void check_default_topic(const MappingRules& rules, std::vector<MappingFault>& doubts) {
  if (rules.default_topic.empty() || is_template(rules)) return;
  const bool is_inherited = std::any_of(rules.routes.begin(), rules.routes.end(), [&rules](const RouteRules& route) {
    return is_template(route) && route.default_topic == rules.default_topic;
  });
  if (is_inherited) return;
  doubts.push_back({"default_topic", 0, "it has no effect: " + quoted(rules.topic) + " is the topic of every message",
                    "leave it out, or write a template as the topic, such as plant.${topic[2]}"});
}

}  // namespace

std::vector<MappingFault> check_routes(const MappingRules& rules) {
  std::vector<MappingFault> doubts;
  check_default_topic(rules, doubts);
  for (std::size_t i = 0; i < rules.routes.size(); ++i) {
    const std::size_t before = doubts.size();
    check_subscribed(rules, i, doubts);
    if (doubts.size() == before) check_reached(rules, i, doubts);
  }
  return doubts;
}

}  // namespace sluice
