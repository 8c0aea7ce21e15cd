// SPDX-License-Identifier: Apache-2.0
#include "config/field_table.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "config/record_fields.hpp"
#include "config/source_text.hpp"
#include "core/secret.hpp"
#include "mapping/nearest.hpp"

namespace sluice {

namespace {

/// Whether `inner` stands directly in `outer`.
bool is_inside(const ConfigSection& inner, const ConfigSection& outer) {
  if (inner.path.empty()) return false;
  const std::size_t dot = inner.path.rfind('.');
  return outer.path == (dot == std::string_view::npos ? "" : inner.path.substr(0, dot));
}

std::string_view last_key(std::string_view path) { return path.substr(path.rfind('.') + 1); }

/// Where in the document a section stands.
struct Spot {
  std::string path;
  const Node* node = nullptr;  ///< null: it is not there
  Place place;                 ///< where a key that is missing should stand
  std::optional<std::size_t> item;
};

/// Reads one section's map, and then the sections inside it.
class SectionReader {
 public:
  SectionReader(const ConfigSection& section, Spot spot, Config& config, PathMap& paths, Findings& findings)
      : section_(section), spot_(std::move(spot)), config_(config), paths_(paths), findings_(findings) {}

  void read() {
    const Node* node = spot_.node;
    if (node != nullptr && node->kind != Node::Kind::map && node->kind != Node::Kind::empty) {
      findings_.error(node->place, spot_.path,
                      '`' + spot_.path + "` must be a map of keys, not " + std::string(node->kind_name()),
                      "write its keys indented below it");
      return;
    }
    for (const ConfigField& field : section_.fields) read_field(field);
    for (const ConfigSection& inner : config_sections()) {
      if (is_inside(inner, section_)) read_inner(inner);
    }
    if (node == nullptr) return;
    for (const Node::Entry& entry : node->entries) {
      if (is_known(entry.key)) continue;
      if (is_other(entry.key)) {
        read_value(*section_.others, join_path(spot_.path, entry.key), entry);
      } else {
        report_unknown(entry);
      }
    }
  }

 private:
  const Node::Entry* find(std::string_view key) const {
    return spot_.node == nullptr ? nullptr : spot_.node->find(key);
  }

  void read_field(const ConfigField& field) {
    const std::string path = join_path(spot_.path, field.key);
    if (const Node::Entry* entry = find(field.key)) {
      read_value(field, path, *entry);
    } else if (field.presence == Presence::required) {
      report_missing(field, path, spot_.place);
    }
  }

  void read_value(const ConfigField& field, const std::string& path, const Node::Entry& entry) {
    paths_[path] = &entry.value;
    if (entry.value.is_unresolved) return;
    field.read(Slot{field, path, entry.value, paths_, findings_, spot_.item}, config_);
  }

  void read_inner(const ConfigSection& inner) {
    const Node::Entry* entry = find(last_key(inner.path));
    // What is missing at the top has no line: it is missing in the file as a whole.
    Spot spot{join_path(spot_.path, last_key(inner.path)), nullptr, Place{spot_.place.source, 0, 0}, spot_.item};
    if (entry != nullptr) {
      spot.node = &entry->value;
      paths_[spot.path] = spot.node;
      spot.place = entry->place;
    }
    if (inner.is_list()) {
      if (spot.node != nullptr) read_items(inner, *spot.node, spot.path);
    } else {
      SectionReader(inner, std::move(spot), config_, paths_, findings_).read();
    }
  }

  void read_items(const ConfigSection& inner, const Node& list, const std::string& path) {
    if (list.kind == Node::Kind::empty) return;
    if (list.kind != Node::Kind::list) {
      findings_.error(list.place, path, '`' + path + "` must be a list, not " + std::string(list.kind_name()),
                      "begin each item with `- ` and write its keys behind it");
      return;
    }
    if (list.items.size() > section_items_max) {
      findings_.error(list.place, path, '`' + path + "` has " + std::to_string(list.items.size()) + " items",
                      "at most " + std::to_string(section_items_max) + " are read");
      return;
    }
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      const Node& item = list.items[i];
      Spot spot{path + '[' + std::to_string(i) + ']', &item, item.place, i};
      paths_[spot.path] = &item;
      inner.begin_item(config_);
      if (item.kind == Node::Kind::empty) {
        findings_.error(item.place, spot.path, '`' + spot.path + "` is empty",
                        "leave its `-` out, or write keys behind it");
        continue;
      }
      SectionReader(inner, std::move(spot), config_, paths_, findings_).read();
    }
  }

  void report_missing(const ConfigField& field, const std::string& path, const Place& place) {
    findings_.error(place, path, '`' + path + "` is missing",
                    "write `" + std::string(field.key) + ": " + std::string(field.example) + "`, with your own value");
  }

  bool is_known(std::string_view key) const {
    const auto keys = known_keys();
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  }

  /// One that looks like a slip of the pen is not taken for a key of the others.
  bool is_other(std::string_view key) const { return section_.others != nullptr && nearest(key, known_keys()).empty(); }

  std::vector<std::string_view> known_keys() const {
    std::vector<std::string_view> keys;
    for (const ConfigField& field : section_.fields) keys.push_back(field.key);
    for (const ConfigSection& other : config_sections()) {
      if (is_inside(other, section_)) keys.push_back(last_key(other.path));
    }
    return keys;
  }

  void report_unknown(const Node::Entry& entry) {
    const std::string where = spot_.path.empty() ? "the file" : '`' + spot_.path + '`';
    findings_.error(entry.place, join_path(spot_.path, entry.key), where + " has no key `" + clipped(entry.key) + '`',
                    unknown_hint(entry.key));
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
  Spot spot_;
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

bool is_in_list(const ConfigSection& section) {
  if (section.is_list()) return true;
  const auto sections = config_sections();
  return std::any_of(sections.begin(), sections.end(),
                     [&section](const ConfigSection& outer) { return is_inside(section, outer) && is_in_list(outer); });
}

std::string join_path(std::string_view parent, std::string_view key) {
  std::string path(parent);
  if (!path.empty()) path += '.';
  return path.append(key);
}

std::span<const ConfigSection> config_sections() {
  static const std::array<ConfigSection, 15> sections{{
      {"", "One file is one task; one process runs one task.", task_fields()},
      {"mqtt", "Where the messages come from: one member of a shared subscription, `$share/<group>/<filter>`.",
       mqtt_fields()},
      {"mqtt.tls",
       "The connections to brokers of `mqtts://`. TLS 1.2 and newer; the broker's certificate is always checked, for "
       "its "
       "CA, its time and its name. Changed files are used from the next connection on. Relative paths begin in the "
       "folder of the configuration file (docs/security.md).",
       mqtt_tls_fields()},
      {"mapping", "How a message becomes a record.", mapping_fields()},
      {"mapping.headers", "What becomes a record header.", header_fields()},
      {"mapping.extended_fields",
       "What MQTT itself does not carry. A broker can add it as user properties; of several with one name the last "
       "counts, since brokers append theirs behind the publisher's.",
       extended_field_fields()},
      {"mapping.routes",
       "What becomes of some of the messages instead. The first route that takes a message makes its record; its keys "
       "override those of `mapping`, which is for all that no route takes.",
       route_fields(), nullptr, &begin_route},
      {"mapping.routes.headers", "What this route changes about the headers, key by key.", route_header_fields()},
      {"kafka",
       "Where the records go. A message is acknowledged to the MQTT broker only after Kafka has acknowledged "
       "its record (`acks=all`, idempotent).",
       kafka_fields()},
      {"kafka.tls",
       "The connections to Kafka, encrypted. The brokers' certificates are always checked, for their CA, their time "
       "and "
       "their name. Relative paths begin in the folder of the configuration file (docs/security.md).",
       kafka_tls_fields()},
      {"kafka.sasl",
       "How we log in at Kafka. What is not here, Kerberos for example, is set by `kafka.properties`, the encryption "
       "with "
       "it.",
       kafka_sasl_fields()},
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
      {"operations", "How the task is watched and paused while it runs (docs/operating.md).", operations_fields()},
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
  Spot file{"", &root, Place{root.place.source, 0, 0}, std::nullopt};
  SectionReader(config_sections().front(), std::move(file), config, paths, findings).read();
}

}  // namespace sluice
