// SPDX-License-Identifier: Apache-2.0
#include "dry_run/case_rules.hpp"

#include "config/field_table.hpp"
#include "config/redact.hpp"
#include "config/substitute.hpp"
#include "config/validate.hpp"

namespace sluice {

namespace {

const Node* find(const Node& file, std::string_view key) {
  const Node::Entry* entry = file.find(key);
  return entry == nullptr ? nullptr : &entry->value;
}

/// Sets a key that a configuration must have and a case file need not.
void set_default(Node& map, const std::string& key, Node value) {
  if (map.find(key) == nullptr) map.entries.push_back({key, value.place, std::move(value)});
}

Node map_at(const Place& place) {
  Node node;
  node.kind = Node::Kind::map;
  node.place = place;
  return node;
}

Node copy_or_map(const Node* node, const Place& place) {
  if (node == nullptr || node->kind == Node::Kind::empty) return map_at(place);
  return *node;
}

}  // namespace

CaseRules::CaseRules(const Node& file, const Environment& environment, Findings& findings)
    : task_(find(file, "task")),
      mqtt_(find(file, "mqtt")),
      mapping_(find(file, "mapping")),
      environment_(environment),
      findings_(findings) {}

std::optional<MappingRules> CaseRules::rules() { return read(copy_or_map(mapping_, {0, 1, 1})); }

std::optional<MappingRules> CaseRules::rules_with(const Node& mapping) {
  if (mapping_ == nullptr || mapping.kind != Node::Kind::map || mapping_->kind != Node::Kind::map) return read(mapping);
  Node merged = *mapping_;
  for (const Node::Entry& entry : mapping.entries) {
    if (Node::Entry* same = merged.find(entry.key)) {
      *same = entry;
    } else {
      merged.entries.push_back(entry);
    }
  }
  return read(std::move(merged));
}

std::optional<MappingRules> CaseRules::read(Node mapping) {
  const Place place = mapping.place;
  Node mqtt = copy_or_map(mqtt_, place);
  if (mqtt.kind == Node::Kind::map) {
    set_default(mqtt, "brokers", Node::scalar("mqtt://127.0.0.1", place));
    set_default(mqtt, "filters", Node::scalar("#", place));
  }
  Node kafka = map_at(place);
  set_default(kafka, "brokers", Node::scalar("127.0.0.1:9092", place));
  Node root = map_at(place);
  set_default(root, "task", task_ == nullptr ? Node::scalar("cases", place) : *task_);
  set_default(root, "mqtt", std::move(mqtt));
  set_default(root, "mapping", std::move(mapping));
  set_default(root, "kafka", std::move(kafka));

  const std::size_t before = findings_.all().size();
  substitute(root, environment_, findings_);
  for (std::string& secret : secret_values(root)) secrets_.push_back(std::move(secret));
  Config config;
  PathMap paths;
  read_fields(root, config, paths, findings_);
  complete(config, environment_, paths, findings_);
  validate(config, paths, findings_);
  for (std::size_t i = before; i < findings_.all().size(); ++i) {
    if (findings_.all()[i].level == Diagnostic::Level::error) return std::nullopt;
  }
  return std::move(config.mapping);
}

}  // namespace sluice
