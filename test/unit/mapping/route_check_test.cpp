// SPDX-License-Identifier: Apache-2.0
#include "mapping/route_check.hpp"

#include <catch2/catch.hpp>

#include "sample_message.hpp"

namespace sluice {

namespace {

using Lines = std::vector<std::string>;
using Filters = std::vector<std::string>;

/// The sample rules, with routes of these filters; a filter that begins with `?` is one with a condition besides.
Lines doubts_of(const std::vector<Filters>& routes) {
  MappingRules rules = sample_rules();
  for (Filters filters : routes) {
    RouteRules route{rules, {}, {}};
    if (!filters.empty() && filters.front() == "?") {
      route.where = "$QoS = 1";
      filters.erase(filters.begin());
    }
    route.filters = filters;
    rules.routes.push_back(route);
  }
  Lines lines;
  for (const MappingFault& doubt : check_routes(rules)) {
    lines.push_back(doubt.key + ": " + doubt.text);
    CHECK_FALSE(doubt.hint.empty());
  }
  return lines;
}

}  // namespace

TEST_CASE("routes that can all be reached give no doubt") {
  CHECK(doubts_of({}).empty());
  CHECK(doubts_of({{}}).empty());
  CHECK(doubts_of({{"plant/7"}, {"plant/+"}, {"plant/#"}, {}}).empty());
  CHECK(doubts_of({{"?"}, {"?", "plant/#"}, {"plant/#"}, {"alarm"}}).empty());
}

TEST_CASE("a route behind one that takes all of it is never reached") {
  const std::string every = ": this route is never reached: routes[0] takes every message";
  const std::string its = ": this route is never reached: routes[0] takes all that its filter matches";
  CHECK(doubts_of({{}, {"plant/#"}, {"?"}}) == Lines{"routes[1]" + every, "routes[2]" + every});
  CHECK(doubts_of({{"plant/#"}, {"plant/7"}, {"?", "plant/+/a", "plant"}, {"plant/#", "alarm"}}) ==
        Lines{"routes[1]" + its, "routes[2]" + its});
  CHECK(doubts_of({{"plant/7"}, {"plant/7"}}) == Lines{"routes[1]" + its});
}

TEST_CASE("a route whose filter nothing subscribed can match takes nothing") {
  const std::string none = " has no topic in common with the subscribed filters: no message can match it";
  CHECK(doubts_of({{"plants/#"}, {"alarm/+", "fault"}}) ==
        Lines{"routes[0].filter[0]: `plants/#`" + none, "routes[1].filter[1]: `fault`" + none});
}

TEST_CASE("a default topic that nothing falls back to has no effect") {
  MappingRules rules = sample_rules();
  rules.default_topic = "other";
  REQUIRE(check_routes(rules).size() == 1);
  CHECK(check_routes(rules)[0].key == "default_topic");
  CHECK(check_routes(rules)[0].text == "it has no effect: `plant.telemetry` is the topic of every message");

  RouteRules route{rules, {"alarm"}, {}};
  route.topic = "${topic}";
  rules.routes = {route};
  CHECK(check_routes(rules).empty());
  rules.routes.clear();
  rules.topic = "${topic}";
  CHECK(check_routes(rules).empty());
}

}  // namespace sluice
