// SPDX-License-Identifier: Apache-2.0
#include "dry_run/dry_run.hpp"

#include <catch2/catch.hpp>

using namespace sluice;

namespace {

WrittenMessage message_on(const std::string& topic) {
  WrittenMessage message;
  message.topic = topic;
  return message;
}

}  // namespace

TEST_CASE("a dry run says which route took the message, also when its record is rejected") {
  MappingRules rules;
  rules.topic = "t";
  rules.where = "$topic <> 'dropped'";
  rules.routes.resize(12);
  for (RouteRules& route : rules.routes) {
    route.topic = "r";
    route.filters = {"none"};
  }
  rules.routes[10].filters = {"a/+"};
  rules.routes[11].filters = {"a"};
  rules.routes[11].topic = "x.${topic[2]}";
  DryRun dry_run(rules);
  CHECK(dry_run.run(message_on("a/b")).route == 10);
  const auto rejected = dry_run.run(message_on("a"));
  CHECK(rejected.route == 11);
  CHECK(std::holds_alternative<Rejection>(rejected.mapped));
  CHECK(dry_run.run(message_on("c")).route == std::nullopt);
  const auto dropped = dry_run.run(message_on("dropped"));
  CHECK(dropped.route == std::nullopt);
  CHECK(std::holds_alternative<Dropped>(dropped.mapped));
}

TEST_CASE("a dry run has no route without routes") {
  MappingRules rules;
  rules.topic = "t";
  CHECK(DryRun(rules).run(message_on("a")).route == std::nullopt);
}
