// SPDX-License-Identifier: Apache-2.0
#include "mapping/system_headers.hpp"

#include <algorithm>
#include <utility>

#include "mapping/plain_field.hpp"
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
    case Selection::listed: return row.header != HeaderUse::never && is_listed(rules, row.name);
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

SystemHeaders SystemHeaders::compile(const HeaderRules& headers, const MappingRules& rules,
                                     std::vector<MappingFault>& faults) {
  for (std::size_t i = 0; headers.system == Selection::listed && i < headers.system_fields.size(); ++i) {
    auto fault = check_listed(i, headers, rules);
    if (!fault) continue;
    faults.push_back(
        {"headers.system[" + std::to_string(i) + "]", fault->offset, std::move(fault->text), std::move(fault->hint)});
  }
  SystemHeaders result;
  for (const FieldRow& row : field_table()) {
    if (!is_selected(row, headers)) continue;
    // An extended field that is not mapped is never there: no message shall pay for looking.
    if (is_extended(row.id) && extended_property(row.id, rules.extended) == nullptr) continue;
    const auto index = static_cast<std::size_t>(row.id);
    result.wanted_.set(index);
    result.headers_.at(index).name = headers.system_prefix + std::string(row.name);
  }
  return result;
}

bool SystemHeaders::has(std::string_view name) const {
  for (std::size_t index = 0; index < most; ++index) {
    if (wanted_[index] && headers_[index].name == name) return true;
  }
  return false;
}

template <FieldId id>
void SystemHeaders::append_one(const Reading& reading, HeaderList& headers) {
  constexpr auto index = static_cast<std::size_t>(id);
  if (!wanted_[index]) return;
  Header& header = headers_[index];
  if (const auto text = plain_field_text(id, reading, header.number)) headers.add(header.name, *text);
}

// Unrolled: a loop over a dozen fields costs more by choosing the step for each than by the steps (bench/mapping).
// NOLINTNEXTLINE(readability-convert-member-functions-to-static): its lambda reads members.
void SystemHeaders::append(const Reading& reading, HeaderList& headers) {
  const auto append_all = [&]<std::size_t... ids>(std::index_sequence<ids...>) {
    (append_one<static_cast<FieldId>(ids)>(reading, headers), ...);
  };
  append_all(std::make_index_sequence<most>());
}

}  // namespace sluice
