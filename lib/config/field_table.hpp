// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "config/config.hpp"
#include "config/document.hpp"
#include "config/findings.hpp"

namespace sluice {

enum class ValueType { text, number, duration, size, choice, list, map };

/// Both ends belong to it. In the unit of the type: a count, milliseconds, bytes. None where both are 0.
struct ValueRange {
  std::uint64_t min = 0;
  std::uint64_t max = 0;
};

enum class Presence { optional, required };
enum class Secrecy { open, secret };

struct ConfigField;

/// By key path (`mqtt.filters[1]`): the value that was read, for the place of what is found wrong later.
using PathMap = std::map<std::string, const Node*, std::less<>>;

/// One field that stands in the document, on its way into the Config.
struct Slot {
  const ConfigField& field;
  std::string path;
  const Node& node;
  PathMap& paths;
  Findings& findings;
  /// Which item of a list section it stands in.
  std::optional<std::size_t> item = std::nullopt;

  /// Reports at the value, or at one byte of it.
  void fault(std::string text, std::string hint, std::size_t offset = 0) const;
  /// What a text may show of the value: "***" of a secret.
  std::string shown() const { return shown(node); }
  std::string shown(const Node& part) const;
};

/// One row of the configuration language: all that parsing, defaults, unknown keys and the reference need to know.
struct ConfigField {
  std::string_view key = {};
  ValueType type = ValueType::text;
  Presence presence = Presence::optional;
  Secrecy secrecy = Secrecy::open;
  std::string_view default_value = {};  ///< as it would be written; empty: none
  std::string_view example = {};        ///< for the reference, where there is no default
  ValueRange range = {};
  std::span<const std::string_view> choices = {};
  std::string_view doc = {};
  void (*read)(const Slot& slot, Config& config) = nullptr;
};

/// One map of the file, or a list of such maps. The first one, with an empty path, is the file itself.
struct ConfigSection {
  std::string_view path;
  std::string_view doc;
  std::span<const ConfigField> fields;
  /// The row for keys that are not in `fields`: none, where there are no others.
  const ConfigField* others = nullptr;
  /// With a list: makes room for one more item in the Config, before the item's keys are read. Null: no list.
  void (*begin_item)(Config& config) = nullptr;

  bool is_list() const { return begin_item != nullptr; }
};

/// How many items a list section may have.
inline constexpr std::size_t section_items_max = 256;

/// All sections, in the order of the reference; a section comes before those inside it.
std::span<const ConfigSection> config_sections();

/// Reads `root` by the table: each known key into its place, all others are faults. Missing fields keep the Config's
/// own defaults.
void read_fields(const Node& root, Config& config, PathMap& paths, Findings& findings);

/// Whether the section, or one around it, is a list.
bool is_in_list(const ConfigSection& section);

/// `mqtt` and `qos` are `mqtt.qos`.
std::string join_path(std::string_view parent, std::string_view key);

std::span<const ConfigField> task_fields();
std::span<const ConfigField> mqtt_fields();
std::span<const ConfigField> mqtt_tls_fields();
std::span<const ConfigField> mapping_fields();
std::span<const ConfigField> header_fields();
std::span<const ConfigField> extended_field_fields();
std::span<const ConfigField> route_fields();
std::span<const ConfigField> route_header_fields();
std::span<const ConfigField> kafka_fields();
std::span<const ConfigField> kafka_tls_fields();
std::span<const ConfigField> kafka_sasl_fields();
std::span<const ConfigField> topic_creation_fields();
const ConfigField& topic_setting_field();
std::span<const ConfigField> dead_letters_fields();
std::span<const ConfigField> operations_fields();
std::span<const ConfigField> log_fields();

}  // namespace sluice
