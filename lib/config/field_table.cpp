// SPDX-License-Identifier: Apache-2.0
#include "config/field_table.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "config/source_text.hpp"
#include "core/secret.hpp"
#include "mapping/nearest.hpp"

namespace sluice {

namespace {

/// Reads one section's map; the sections inside it are read by calls of their own.
class SectionReader {
 public:
  SectionReader(const ConfigSection& section, Config& config, PathMap& paths, Findings& findings)
      : section_(section), config_(config), paths_(paths), findings_(findings) {}

  /// `node` may be null: the section is not there. `place` is where a key that is missing should stand.
  void read(const Node* node, const Place& place) {
    if (node != nullptr && node->kind != Node::Kind::map && node->kind != Node::Kind::empty) {
      findings_.error(
          node->place, std::string(section_.path),
          '`' + std::string(section_.path) + "` must be a map of keys, not " + std::string(node->kind_name()),
          "write its keys indented below it");
      return;
    }
    for (const ConfigField& field : section_.fields) read_field(field, node, place);
    if (node == nullptr) return;
    for (const Node::Entry& entry : node->entries) {
      if (is_known(entry.key)) continue;
      if (is_other(entry.key)) {
        read_value(*section_.others, join_path(section_.path, entry.key), entry);
      } else {
        report_unknown(entry);
      }
    }
  }

 private:
  void read_field(const ConfigField& field, const Node* node, const Place& place) {
    const std::string path = join_path(section_.path, field.key);
    const Node::Entry* entry = node == nullptr ? nullptr : node->find(field.key);
    if (entry == nullptr) {
      if (field.presence == Presence::required) report_missing(field, path, place);
      return;
    }
    read_value(field, path, *entry);
  }

  void read_value(const ConfigField& field, const std::string& path, const Node::Entry& entry) {
    paths_[path] = &entry.value;
    if (entry.value.is_unresolved) return;
    field.read(Slot{field, path, entry.value, paths_, findings_}, config_);
  }

  void report_missing(const ConfigField& field, const std::string& path, const Place& place) {
    findings_.error(place, path, '`' + path + "` is missing",
                    "write `" + std::string(field.key) + ": " + std::string(field.example) + "`, with your own value");
  }

  bool is_known(std::string_view key) const {
    const auto is_key = [key](const ConfigField& field) { return field.key == key; };
    if (std::any_of(section_.fields.begin(), section_.fields.end(), is_key)) return true;
    const std::string path = join_path(section_.path, key);
    const auto sections = config_sections();
    return std::any_of(sections.begin(), sections.end(),
                       [&](const ConfigSection& other) { return other.path == path; });
  }

  /// One that looks like a slip of the pen is not taken for a key of the others.
  bool is_other(std::string_view key) const { return section_.others != nullptr && nearest(key, known_keys()).empty(); }

  std::vector<std::string_view> known_keys() const {
    std::vector<std::string_view> keys;
    for (const ConfigField& field : section_.fields) keys.push_back(field.key);
    const std::string prefix = section_.path.empty() ? "" : std::string(section_.path) + '.';
    for (const ConfigSection& other : config_sections()) {
      if (other.path.empty() || !other.path.starts_with(prefix)) continue;
      const std::string_view rest = other.path.substr(prefix.size());
      if (!rest.empty() && rest.find('.') == std::string_view::npos) keys.push_back(rest);
    }
    return keys;
  }

  void report_unknown(const Node::Entry& entry) {
    const std::string where = section_.path.empty() ? "the file" : '`' + std::string(section_.path) + '`';
    findings_.error(entry.place, join_path(section_.path, entry.key),
                    where + " has no key `" + clipped(entry.key) + '`', unknown_hint(entry.key));
  }

  std::string unknown_hint(const std::string& key) const {
    const std::vector<std::string_view> keys = known_keys();
    const std::string_view near = nearest(key, keys);
    if (!near.empty()) return "did you mean `" + std::string(near) + "`?";
    for (const ConfigSection& other : config_sections()) {
      for (const ConfigField& field : other.fields) {
        if (field.key == key) return "did you mean `" + join_path(other.path, key) + "`?";
      }
    }
    std::string hint;
    for (const std::string_view known : keys) hint += (hint.empty() ? "its keys are " : ", ") + std::string(known);
    return hint;
  }

  const ConfigSection& section_;
  Config& config_;
  PathMap& paths_;
  Findings& findings_;
};

}  // namespace

void Slot::fault(std::string text, std::string hint, std::size_t offset) const {
  findings.error(node.place_of(offset), path, std::move(text), std::move(hint));
}

std::string Slot::shown(const Node& part) const {
  if (field.secrecy == Secrecy::secret) return '`' + std::string(Secret::redacted) + '`';
  return part.kind == Node::Kind::scalar ? '`' + clipped(part.shown()) + '`' : std::string(part.kind_name());
}

std::string join_path(std::string_view parent, std::string_view key) {
  std::string path(parent);
  if (!path.empty()) path += '.';
  return path.append(key);
}

std::span<const ConfigSection> config_sections() {
  static const std::array<ConfigSection, 9> sections{{
      {"", "One file is one task; one process runs one task.", task_fields()},
      {"mqtt", "Where the messages come from: one member of a shared subscription, `$share/<group>/<filter>`.",
       mqtt_fields()},
      {"mapping", "How a message becomes a record.", mapping_fields()},
      {"mapping.headers", "What becomes a record header.", header_fields()},
      {"mapping.extended_fields",
       "What MQTT itself does not carry. A broker can add it as user properties; of several with one name the last "
       "counts, since brokers append theirs behind the publisher's.",
       extended_field_fields()},
      {"kafka",
       "Where the records go. A message is acknowledged to the MQTT broker only after Kafka has acknowledged "
       "its record (`acks=all`, idempotent).",
       kafka_fields()},
      {"kafka.create",
       "How a missing topic is made, with `topic_policy: create`. What is not given follows the cluster's own "
       "defaults.",
       topic_creation_fields(), &topic_setting_field()},
      {"dead_letters",
       "Where a message goes that can never be delivered: one that is too large, or that the mapping or Kafka refuses "
       "for "
       "its own fault. It becomes a record with the original value, key and headers and with the cause in `sluice.*` "
       "headers.",
       dead_letters_fields()},
      {"log", "What is written to standard error.", log_fields()},
  }};
  return sections;
}

void read_fields(const Node& root, Config& config, PathMap& paths, Findings& findings) {
  if (root.kind != Node::Kind::map) {
    findings.error(root.place, "", "the file must be a map of keys, not " + std::string(root.kind_name()),
                   "begin it with `task: <name>`");
    return;
  }
  // What is missing at the top has no line: it is missing in the file as a whole.
  const Place top{root.place.source, 0, 0};
  // Each section finds its map below its parent's: `mapping.headers` below `mapping`.
  std::map<std::string_view, const Node*> maps{{"", &root}};
  for (const ConfigSection& section : config_sections()) {
    const Node* node = &root;
    Place place = top;
    if (!section.path.empty()) {
      const std::size_t dot = section.path.rfind('.');
      const std::string_view parent_path = dot == std::string_view::npos ? "" : section.path.substr(0, dot);
      const Node* parent = maps[parent_path];
      const std::string_view key = dot == std::string_view::npos ? section.path : section.path.substr(dot + 1);
      const Node::Entry* entry = parent == nullptr ? nullptr : parent->find(key);
      node = entry == nullptr ? nullptr : &entry->value;
      if (entry != nullptr) place = entry->place;
      maps[section.path] = node;
    }
    SectionReader(section, config, paths, findings).read(node, place);
  }
}

}  // namespace sluice
