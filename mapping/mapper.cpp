// SPDX-License-Identifier: Apache-2.0
#include "mapping/mapper.hpp"

#include <deque>

#include "mapping/condition/condition.hpp"
#include "mapping/record_plan.hpp"
#include "mapping/topic_filter.hpp"
#include "mapping/topic_matcher.hpp"

namespace sluice {

namespace {

void check_extended(const ExtendedFieldRules& rules, std::vector<MappingFault>& faults) {
  for (const FieldRow& row : field_table()) {
    const std::string* property = extended_property(row.id, rules);
    if (property == nullptr || !property->empty()) continue;
    faults.push_back({"extended_fields." + std::string(row.name), 0, "the name of the user property is empty",
                      "name the user property that the broker adds, or leave the key out"});
  }
}

void check_filters(const std::vector<std::string>& filters, std::vector<MappingFault>& faults) {
  for (std::size_t i = 0; i < filters.size(); ++i) {
    if (auto fault = check_topic_filter(filters[i])) {
      faults.push_back({"filter[" + std::to_string(i) + ']', fault->offset, std::move(fault->text),
                        "write an MQTT topic filter, such as alarm/+/state"});
    }
  }
}

std::optional<Condition> compile_where(const std::string& text, const MappingRules& rules,
                                       std::vector<MappingFault>& faults) {
  if (text.empty()) return std::nullopt;
  return compile_condition("where", text, rules, faults);
}

/// One of the routes: whom it takes, and what it makes of them.
struct Route {
  Route(const RouteRules& route, const MappingRules& rules, std::vector<MappingFault>& faults)
      : takes_every_topic(route.filters.empty()),
        matcher(route.filters),
        where(compile_where(route.where, rules, faults)),
        plan(route, rules, faults) {
    check_filters(route.filters, faults);
  }

  bool takes(Reading& reading) const {
    if (!takes_every_topic && !matcher.matches(reading.message().topic)) return false;
    return !where || where->passes(reading);
  }

  bool takes_every_topic;
  TopicMatcher matcher;
  std::optional<Condition> where;
  RecordPlan plan;
};

}  // namespace

/// On the heap, never moved: records hold views into short strings in here.
struct Mapper::State {
  State(MappingRules from, std::vector<MappingFault>& faults)
      : rules(std::move(from)),
        reading(rules),
        where(compile_where(rules.where, rules, faults)),
        plan(rules, rules, faults) {}

  void add_route(std::size_t index, std::vector<MappingFault>& faults) {
    std::vector<MappingFault> own;
    routes.emplace_back(rules.routes[index], rules, own);
    for (MappingFault& fault : own) {
      fault.key = "routes[" + std::to_string(index) + "]." + fault.key;
      faults.push_back(std::move(fault));
    }
  }

  RecordPlan& plan_for_message() {
    for (route = 0; route < routes.size(); ++route) {
      if (routes[route].takes(reading)) return routes[route].plan;
    }
    return plan;
  }

  MappingRules rules;
  Reading reading;
  std::optional<Condition> where;
  RecordPlan plan;
  std::deque<Route> routes;  ///< never moved
  std::size_t route = 0;     ///< of the message mapped last; as many as there are: none
};

Mapper::Mapper(std::unique_ptr<State> state) : state_(std::move(state)) {}
Mapper::Mapper(Mapper&&) noexcept = default;
Mapper& Mapper::operator=(Mapper&&) noexcept = default;
Mapper::~Mapper() = default;

tl::expected<Mapper, std::vector<MappingFault>> Mapper::compile(const MappingRules& rules) {
  std::vector<MappingFault> faults;
  check_extended(rules.extended, faults);
  auto state = std::make_unique<State>(rules, faults);
  for (std::size_t i = 0; i < rules.routes.size(); ++i) state->add_route(i, faults);
  if (!faults.empty()) return tl::unexpected(std::move(faults));
  return Mapper(std::move(state));
}

Mapped Mapper::map(const MqttMessage& message) {
  State& state = *state_;
  state.reading.begin(message);
  if (state.where && !state.where->passes(state.reading)) return Dropped();
  return state.plan_for_message().make(state.reading);
}

std::size_t Mapper::routes() const { return state_->routes.size(); }
std::size_t Mapper::route() const { return state_->route; }

}  // namespace sluice
