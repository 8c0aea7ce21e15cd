// SPDX-License-Identifier: Apache-2.0
#include "mapping/headers.hpp"

#include <algorithm>

#include "mapping/quote.hpp"

namespace sluice {

namespace {

bool is_listed(const HeaderRules& rules, std::string_view name) {
  return std::find(rules.system_fields.begin(), rules.system_fields.end(), name) != rules.system_fields.end();
}

bool is_selected(const FieldRow& row, const HeaderRules& rules) {
  switch (rules.system) {
    case Selection::defaults: return row.header == HeaderUse::by_default;
    case Selection::all: return row.header != HeaderUse::never;
    case Selection::none: return false;
    case Selection::listed: return is_listed(rules, row.name);
  }
  return false;
}

/// What is wrong with the name at place `index` of `headers.system: [...]`.
std::optional<TextFault> check_listed(std::size_t index, const HeaderRules& headers, const MappingRules& rules) {
  const std::vector<std::string>& names = headers.system_fields;
  const std::string& name = names[index];
  const FieldRow* row = find_field(name);
  if (row == nullptr) return TextFault{0, quoted(name) + " is not a field", field_hint(name)};
  if (row->header == HeaderUse::never) {
    return TextFault{0, name + " has no header of its own", "give it one by a template under headers.add"};
  }
  const auto here = names.begin() + static_cast<std::ptrdiff_t>(index);
  if (std::find(names.begin(), here, name) != here) {
    return TextFault{0, name + " is listed twice", "list it once: each field has one header"};
  }
  return check_mapped(row->id, rules.extended);
}

}  // namespace

Headers Headers::compile(const HeaderRules& headers, const MappingRules& rules, std::vector<MappingFault>& faults) {
  Headers result;
  result.user_ = UserHeaders::compile(headers, faults);
  result.compile_system(headers, rules, faults);
  result.compile_added(headers, rules, faults);
  return result;
}

void Headers::compile_system(const HeaderRules& headers, const MappingRules& rules, std::vector<MappingFault>& faults) {
  if (headers.system == Selection::listed) {
    for (std::size_t i = 0; i < headers.system_fields.size(); ++i) {
      auto fault = check_listed(i, headers, rules);
      if (!fault) continue;
      faults.push_back(
          {"headers.system[" + std::to_string(i) + "]", fault->offset, std::move(fault->text), std::move(fault->hint)});
    }
  }
  for (const FieldRow& row : field_table()) {
    if (!is_selected(row, headers)) continue;
    // An extended field that is not mapped is never there: no message shall pay for looking.
    if (is_extended(row.id) && extended_property(row.id, rules.extended) == nullptr) continue;
    system_.push_back({headers.system_prefix + std::string(row.name), Field{row.id, std::nullopt, {}, {}}});
  }
}

void Headers::compile_added(const HeaderRules& headers, const MappingRules& rules, std::vector<MappingFault>& faults) {
  for (const auto& [name, text] : headers.add) {
    const std::string key = "headers.add." + name;
    if (name.empty()) faults.push_back({key, 0, "an added header has no name", "give it a name"});
    const bool shadows = std::any_of(system_.begin(), system_.end(),
                                     [&name = name](const SystemHeader& header) { return header.name == name; });
    if (shadows) {
      faults.push_back({key, 0, quoted(name) + " is a system header of this mapping",
                        "choose another name, or leave the field out of headers.system"});
    }
    if (auto value = compile_template(key, text, rules, faults)) added_.push_back({name, std::move(*value)});
  }
}

void Headers::append(Reading& reading, std::vector<RecordHeader>& headers) {
  for (SystemHeader& header : system_) {
    if (const auto text = field_text(header.field, reading, header.buffer)) headers.push_back({header.name, *text});
  }
  user_.append(reading.message().user_properties, headers);
  for (AddedHeader& header : added_) {
    if (const auto text = header.value.render(reading, header.buffer)) headers.push_back({header.name, *text});
  }
}

}  // namespace sluice
