// SPDX-License-Identifier: Apache-2.0
#include "mapping/condition/static_kind.hpp"

namespace sluice {

namespace {

StaticKind kind_of(const Value& value) {
  if (std::holds_alternative<Null>(value)) return StaticKind::null;
  if (std::holds_alternative<bool>(value)) return StaticKind::flag;
  return std::holds_alternative<std::string_view>(value) ? StaticKind::text : StaticKind::number;
}

StaticKind kind_of(const Field& field) {
  switch (field.id) {
    case FieldId::packet_id:
    case FieldId::qos:
    case FieldId::payload_format:
    case FieldId::message_expiry:
    case FieldId::payload_size:
    case FieldId::received: return StaticKind::number;
    case FieldId::duplicated:
    case FieldId::retained: return StaticKind::flag;
    case FieldId::topic:
    case FieldId::content_type:
    case FieldId::response_topic:
    case FieldId::correlation_data:
    case FieldId::filter:
    case FieldId::task: return StaticKind::text;
    case FieldId::payload: return field.path.empty() ? StaticKind::text : StaticKind::any;
    default: return StaticKind::any;  // user properties, also as extended fields
  }
}

StaticKind joined(StaticKind left, StaticKind right) {
  if (left == StaticKind::null) return right;
  if (right == StaticKind::null || left == right) return left;
  return StaticKind::any;
}

/// CASE: every second child and the last one are results.
StaticKind kind_of_choice(const ConditionTree& tree, std::span<const NodeIndex> parts) {
  StaticKind kind = StaticKind::null;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool condition = i % 2 == 0 && i + 1 < parts.size();
    if (!condition) kind = joined(kind, static_kind(tree, parts[i]));
  }
  return kind;
}

StaticKind kind_of_call(const ConditionTree& tree, const ConditionNode& node) {
  switch (node.function) {
    case FunctionKind::upper:
    case FunctionKind::lower: return StaticKind::text;
    case FunctionKind::length:
    case FunctionKind::absolute: return StaticKind::number;
    case FunctionKind::coalesce: break;
  }
  StaticKind kind = StaticKind::null;
  for (const NodeIndex each : tree.children_of(node)) kind = joined(kind, static_kind(tree, each));
  return kind;
}

}  // namespace

StaticKind static_kind(const ConditionTree& tree, NodeIndex index) {
  const ConditionNode& node = tree.nodes[index];
  switch (node.kind) {
    case NodeKind::constant: return kind_of(tree.constants[node.item]);
    case NodeKind::field: return kind_of(tree.fields[node.item]);
    case NodeKind::choice: return kind_of_choice(tree, tree.children_of(node));
    case NodeKind::call: return kind_of_call(tree, node);
    default: return StaticKind::flag;
  }
}

}  // namespace sluice
