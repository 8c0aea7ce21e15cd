// SPDX-License-Identifier: Apache-2.0
#include "mapping/mapper.hpp"

#include <optional>

#include "mapping/headers.hpp"
#include "mapping/template.hpp"
#include "mapping/topic_name.hpp"

namespace sluice {

namespace {

void check_topic(const MappingRules& rules, std::vector<MappingFault>& faults) {
  if (auto fault = check_kafka_topic(rules.topic)) {
    faults.push_back({"topic", fault->offset, std::move(fault->text), std::move(fault->hint)});
  }
}

void check_extended(const ExtendedFieldRules& rules, std::vector<MappingFault>& faults) {
  for (const FieldRow& row : field_table()) {
    const std::string* property = extended_property(row.id, rules);
    if (property == nullptr || !property->empty()) continue;
    faults.push_back({"extended_fields." + std::string(row.name), 0, "the name of the user property is empty",
                      "name the user property that the broker adds, or leave the key out"});
  }
}

}  // namespace

/// On the heap, never moved: records hold views into short strings in here.
struct Mapper::State {
  explicit State(const MappingRules& from) : rules(from), reading(rules) {}

  MappingRules rules;
  Reading reading;
  std::optional<Template> key;
  RenderBuffer key_buffer;
  Headers headers;
  std::vector<RecordHeader> record_headers;
};

Mapper::Mapper(std::unique_ptr<State> state) : state_(std::move(state)) {}
Mapper::Mapper(Mapper&&) noexcept = default;
Mapper& Mapper::operator=(Mapper&&) noexcept = default;
Mapper::~Mapper() = default;

tl::expected<Mapper, std::vector<MappingFault>> Mapper::compile(const MappingRules& rules) {
  std::vector<MappingFault> faults;
  auto state = std::make_unique<State>(rules);
  check_topic(rules, faults);
  if (!rules.key.empty()) state->key = compile_template("key", rules.key, rules, faults);
  check_extended(rules.extended, faults);
  state->headers = Headers::compile(rules, faults);
  if (!faults.empty()) return tl::unexpected(std::move(faults));
  return Mapper(std::move(state));
}

std::variant<KafkaRecord, Rejection> Mapper::map(const MqttMessage& message) {
  State& state = *state_;
  Reading& reading = state.reading;
  reading.begin(message);
  KafkaRecord record;
  record.topic = state.rules.topic;
  if (state.key) record.key = state.key->render(reading, state.key_buffer);
  state.record_headers.clear();
  state.headers.append(reading, state.record_headers);
  record.headers = state.record_headers;
  record.value = message.payload;
  return record;
}

}  // namespace sluice
