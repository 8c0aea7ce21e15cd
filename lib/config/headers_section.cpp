// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "config/readers.hpp"
#include "config/record_fields.hpp"

namespace sluice {

namespace {

/// `default | all | none`, or a list of names.
void read_selection(const Slot& slot, Selection& selection, std::vector<std::string>& listed) {
  if (slot.node.kind == Node::Kind::scalar) {
    static constexpr std::array<Selection, 3> named{Selection::defaults, Selection::all, Selection::none};
    // The user properties have no `default`: their row says which words there are.
    const std::size_t skipped = named.size() - slot.field.choices.size();
    if (const auto index = read_choice(slot)) selection = named[*index + skipped];
    return;
  }
  const auto items = read_list(slot);
  if (!items) return;
  selection = Selection::listed;
  listed = texts_of(*items);
}

constexpr std::array<std::string_view, 3> system_choices{"default", "all", "none"};
constexpr std::array<std::string_view, 2> user_choices{"all", "none"};

/// By name: one that is there already gets another template, one without a value is taken away.
void read_added(const Slot& slot, Config& config) {
  const auto pairs = read_map(slot);
  if (!pairs) return;
  auto& added = record_rules(slot, config).headers.add;
  for (const auto& [name, value] : *pairs) {
    const auto known =
        std::find_if(added.begin(), added.end(), [&name = name](const auto& one) { return one.first == name; });
    if (value->kind == Node::Kind::empty) {
      if (known != added.end()) added.erase(known);
    } else if (known != added.end()) {
      known->second = value->text;
    } else {
      added.emplace_back(name, value->text);
    }
  }
}

constexpr std::array<ConfigField, 5> fields_of_headers{{
    {
        .key = "system",
        .type = ValueType::list,
        .default_value = "default",
        .choices = system_choices,
        .doc = "Headers for the message's own fields: `default` (all that it has, but not `filter`), `all`, `none`, "
               "or a list of field names.",
        .read =
            [](const Slot& slot, Config& config) {
              HeaderRules& headers = record_rules(slot, config).headers;
              read_selection(slot, headers.system, headers.system_fields);
            },
    },
    {
        .key = "system_prefix",
        .default_value = "mqtt.",
        .doc = "Begins the name of each system header. A user property whose name begins so is carried as "
               "`user.<name>`: no publisher can forge a system header.",
        .read =
            [](const Slot& slot, Config& config) {
              if (auto text = read_text(slot)) record_rules(slot, config).headers.system_prefix = std::move(*text);
            },
    },
    {
        .key = "user_properties",
        .type = ValueType::list,
        .default_value = "all",
        .choices = user_choices,
        .doc = "Headers for user properties, one each, in their order, repeats kept: `all`, `none`, or a list of "
               "names; `name*` takes all that begin so.",
        .read =
            [](const Slot& slot, Config& config) {
              HeaderRules& headers = record_rules(slot, config).headers;
              read_selection(slot, headers.user_properties, headers.user_patterns);
            },
    },
    {
        .key = "user_property_prefix",
        .default_value = "\"\"",
        .doc = "Put in front of each user property's name.",
        .read =
            [](const Slot& slot, Config& config) {
              const bool is_empty = slot.node.kind == Node::Kind::empty;
              if (auto text = is_empty ? std::string() : read_text(slot)) {
                record_rules(slot, config).headers.user_property_prefix = std::move(*text);
              }
            },
    },
    {
        .key = "add",
        .type = ValueType::map,
        .default_value = "{}",
        .doc = "Further headers: name and template. One whose field a message does not have is left out. A route's are "
               "added by name to the mapping's; a name without value takes one away.",
        .read = read_added,
    },
}};

}  // namespace

std::span<const ConfigField> header_fields() { return fields_of_headers; }

}  // namespace sluice
