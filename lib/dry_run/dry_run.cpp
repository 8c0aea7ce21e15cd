// SPDX-License-Identifier: Apache-2.0
#include "dry_run/dry_run.hpp"

#include <charconv>
#include <string>

namespace sluice {

namespace {

constexpr std::string_view no_route = "none";

RecordRules bare_record(std::string topic) {
  RecordRules record;
  record.topic = std::move(topic);
  record.key.clear();
  record.headers.system = Selection::none;
  record.headers.user_properties = Selection::none;
  return record;
}

MappingRules routing_rules(MappingRules rules) {
  static_cast<RecordRules&>(rules) = bare_record(std::string(no_route));
  for (std::size_t i = 0; i < rules.routes.size(); ++i) {
    static_cast<RecordRules&>(rules.routes[i]) = bare_record(std::to_string(i));
  }
  return rules;
}

}  // namespace

DryRun::DryRun(const MappingRules& rules)
    : mapper_(Mapper::compile(rules).value()), router_(Mapper::compile(routing_rules(rules)).value()) {}

DryResult DryRun::run(const WrittenMessage& message) {
  const MqttMessage view = message.view(properties_);
  DryResult result{mapper_.map(view), std::nullopt};
  const Mapped routed = router_.map(view);
  const auto* record = std::get_if<KafkaRecord>(&routed);
  if (record == nullptr || record->topic == no_route) return result;
  std::size_t route = 0;
  std::from_chars(record->topic.data(), record->topic.data() + record->topic.size(), route);
  result.route = route;
  return result;
}

}  // namespace sluice
