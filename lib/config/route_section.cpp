// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <vector>

#include "config/readers.hpp"
#include "config/record_fields.hpp"
#include "mapping/topic_filter.hpp"

namespace sluice {

namespace {

void read_filter(const Slot& slot, Config& config) {
  const auto items = read_list(slot);
  if (!items) return;
  for (const ListItem& item : *items) {
    if (const auto fault = check_topic_filter(item.text)) {
      slot.findings.error(item.place_of(fault->offset), item.path, '`' + item.path + "`: " + fault->text,
                          "a filter is a topic with `+` for one level and `#` for all that follow: `alarm/+/state`");
    }
  }
  config.mapping.routes[*slot.item].filters = texts_of(*items);
}

constexpr std::array<ConfigField, 2> own_fields{{
    {
        .key = "filter",
        .type = ValueType::list,
        .example = "alarm/+/state",
        .doc = "MQTT topic filters, one of which a message's topic must match. None: every topic.",
        .read = read_filter,
    },
    {
        .key = "where",
        .example = "$payload.temp > 80",
        .doc = "Condition that must be true as well. A message for which it is not goes on to the next route.",
        .read =
            [](const Slot& slot, Config& config) {
              if (auto text = read_text(slot)) config.mapping.routes[*slot.item].where = std::move(*text);
            },
    },
}};

/// The same row, in a route: there what is left out is the mapping's.
ConfigField inherited(ConfigField field, std::string_view doc) {
  field.presence = Presence::optional;
  if (field.example.empty()) field.example = field.default_value;
  field.default_value = {};
  field.doc = doc;
  return field;
}

}  // namespace

std::span<const ConfigField> route_fields() {
  static const auto fields = [] {
    std::vector<ConfigField> all(own_fields.begin(), own_fields.end());
    for (const ConfigField& field : record_fields()) all.push_back(inherited(field, "In place of `mapping`'s."));
    return all;
  }();
  return fields;
}

std::span<const ConfigField> route_header_fields() {
  static const auto fields = [] {
    std::vector<ConfigField> all;
    for (const ConfigField& field : header_fields()) {
      const bool is_map = field.type == ValueType::map;
      all.push_back(
          inherited(field, is_map ? "Headers in addition to `mapping.headers.add`, or in place of one of the same "
                                    "name; a name without value takes one away."
                                  : "In place of `mapping.headers`'s."));
    }
    return all;
  }();
  return fields;
}

void begin_route(Config& config) { config.mapping.routes.push_back({RecordRules(config.mapping), {}, {}}); }

}  // namespace sluice
