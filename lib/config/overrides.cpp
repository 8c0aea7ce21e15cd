// SPDX-License-Identifier: Apache-2.0
#include "config/overrides.hpp"

#include <algorithm>

#include "config/field_table.hpp"
#include "config/redact.hpp"
#include "config/source_text.hpp"
#include "mapping/utf8.hpp"

namespace sluice {

namespace {

/// Splits at dots, but not within the name of a librdkafka property, a topic configuration or a header, which have dots
/// of their own.
std::vector<std::string> split_path(const std::string& path) {
  for (const ConfigSection& section : config_sections()) {
    const std::string inside = std::string(section.path) + '.';
    if (section.others != nullptr && path.starts_with(inside)) {
      auto parts = split_path(std::string(section.path));
      parts.push_back(path.substr(inside.size()));
      return parts;
    }
    for (const ConfigField& field : section.fields) {
      const std::string prefix = join_path(section.path, field.key) + '.';
      if (field.type != ValueType::map || !path.starts_with(prefix)) continue;
      auto parts = split_path(prefix.substr(0, prefix.size() - 1));
      parts.push_back(path.substr(prefix.size()));
      return parts;
    }
  }
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    parts.push_back(path.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

/// Every place within an override is the override itself.
void place_at(Node& node, const Place& place) {
  node.place = place;
  node.text_offset.reset();
  node.pieces.clear();
  for (Node& item : node.items) place_at(item, place);
  for (Node::Entry& entry : node.entries) {
    entry.place = place;
    place_at(entry.value, place);
  }
}

std::optional<Node> parse_value(const std::string& text, const Place& place, Findings& findings) {
  if (text.empty() || std::string_view("[{\"'").find(text.front()) == std::string_view::npos) {
    return Node::scalar(text, place);
  }
  Findings inner;
  auto node = parse_document(text, place.source, inner);
  for (const Finding& finding : inner.all()) findings.error(place, finding.key, finding.text, finding.hint);
  if (node) place_at(*node, place);
  return node;
}

/// The map entry to set, made where it is not there; null when a value that is no map is in the way: that one has a
/// fault of its own.
Node::Entry* entry_at(Node& root, const std::vector<std::string>& parts, const Place& place) {
  Node* node = &root;
  Node::Entry* entry = nullptr;
  for (const std::string& part : parts) {
    if (node->kind == Node::Kind::empty) node->kind = Node::Kind::map;
    if (node->kind != Node::Kind::map) return nullptr;
    entry = node->find(part);
    if (entry == nullptr) {
      node->entries.push_back({part, place, Node{}});
      entry = &node->entries.back();
      entry->value.place = place;
    }
    node = &entry->value;
  }
  return entry;
}

}  // namespace

void apply_overrides(std::span<const std::string> overrides, Node& root, Findings& findings) {
  for (std::size_t i = 0; i < overrides.size(); ++i) {
    const Place place{i + 1, 0, 0};
    const std::string& text = overrides[i];
    if (find_bad_utf8(text)) {
      findings.error(place, "", "it is not UTF-8", "a file is read as UTF-8 too; is the terminal set to it?");
      continue;
    }
    const std::size_t equals = text.find('=');
    const std::string path = text.substr(0, equals);
    const auto parts = split_path(path);
    const bool has_gap = std::any_of(parts.begin(), parts.end(), [](const std::string& part) { return part.empty(); });
    if (equals == std::string::npos || has_gap || parts.size() > document_depth_max) {
      findings.error(place, "", "an override is a key, `=` and a value", "for example `--set kafka.brokers=host:9092`");
      continue;
    }
    auto value = parse_value(text.substr(equals + 1), place, findings);
    if (!value) continue;
    Node::Entry* entry = entry_at(root, parts, place);
    if (entry != nullptr) {
      entry->place = place;
      entry->value = std::move(*value);
    }
  }
}

std::string override_name(const std::string& override) {
  // The quoter sees a line "key=value": the value of a secret key goes, and so do secrets within the value.
  std::string line = override;
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return "--set " + LineQuoter(line, {}).quote(1, 1).text;
}

}  // namespace sluice
