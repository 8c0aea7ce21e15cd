// SPDX-License-Identifier: Apache-2.0
#include "mapping/user_headers.hpp"

#include <algorithm>

#include "mapping/quote.hpp"

namespace sluice {

namespace {

constexpr std::string_view escape = "user.";

/// What a property's name has to begin with so that `user_prefix` + name begins with `system_prefix`.
std::optional<std::string> reserved_names(std::string_view user_prefix, std::string_view system_prefix) {
  if (user_prefix.starts_with(system_prefix)) return "";
  if (system_prefix.starts_with(user_prefix)) return std::string(system_prefix.substr(user_prefix.size()));
  return std::nullopt;
}

void check_system_prefix(const std::string& prefix, std::vector<MappingFault>& faults) {
  const auto fail = [&](std::string text, std::string hint) {
    faults.push_back({"headers.system_prefix", 0, std::move(text), std::move(hint)});
  };
  if (prefix.empty()) {
    return fail("without a prefix a user property could forge a system header",
                "keep a prefix such as `mqtt.`, or set system: none and name the headers in add");
  }
  if (escape.starts_with(prefix) || prefix.starts_with(escape)) {
    fail("prefix " + quoted(prefix) + " collides with `user.`, which marks user properties of reserved names",
         "choose another prefix, such as `mqtt.`");
  }
}

}  // namespace

UserHeaders UserHeaders::compile(const HeaderRules& rules, std::vector<MappingFault>& faults) {
  check_system_prefix(rules.system_prefix, faults);
  UserHeaders result;
  result.selection_ = rules.user_properties;
  result.prefix_ = rules.user_property_prefix;
  result.escaped_prefix_ = std::string(escape) + rules.user_property_prefix;
  result.reserved_ = reserved_names(rules.user_property_prefix, rules.system_prefix);
  for (std::size_t i = 0; i < rules.user_patterns.size(); ++i) {
    const std::string& pattern = rules.user_patterns[i];
    const std::size_t star = pattern.find('*');
    if (star == std::string::npos) {
      result.names_.push_back(pattern);
    } else if (star + 1 == pattern.size()) {
      result.name_prefixes_.push_back(pattern.substr(0, star));
    } else {
      faults.push_back({"headers.user_properties[" + std::to_string(i) + "]", star,
                        "in " + quoted(pattern) + " the * is not at the end",
                        "write a whole name, or prefix* for all names that begin so"});
    }
  }
  return result;
}

bool UserHeaders::takes(std::string_view name) const {
  if (selection_ != Selection::listed) return selection_ != Selection::none;
  return std::find(names_.begin(), names_.end(), name) != names_.end() ||
         std::any_of(name_prefixes_.begin(), name_prefixes_.end(),
                     [name](const std::string& prefix) { return name.starts_with(prefix); });
}

bool UserHeaders::forges(std::string_view name) const { return reserved_ && name.starts_with(*reserved_); }

const std::string& UserHeaders::prefix_of(std::string_view name) const {
  return forges(name) ? escaped_prefix_ : prefix_;
}

void UserHeaders::append(std::span<const UserProperty> properties, HeaderList& headers) {
  if (selection_ == Selection::none) return;
  if (selection_ == Selection::all && prefix_.empty() && append_as_they_are(properties, headers)) return;
  reserve_names(properties);
  for (const auto& [name, value] : properties) {
    if (!takes(name)) continue;
    const std::string& prefix = prefix_of(name);
    if (prefix.empty()) {
      headers.add(name, value);
      continue;
    }
    const std::size_t begin = built_names_.size();
    built_names_.append(prefix).append(name);
    headers.add(std::string_view(built_names_).substr(begin), value);
  }
}

/// Nearly every message: all are taken, under their own names. False, with nothing appended, where one would forge.
bool UserHeaders::append_as_they_are(std::span<const UserProperty> properties, HeaderList& headers) const {
  // Without a prefix of their own, names are reserved by the system prefix, which is never empty.
  const char reserved = reserved_.value().front();
  for (const auto& [name, value] : properties) {
    if (!name.empty() && name.front() == reserved && forges(name)) return false;
  }
  for (const auto& [name, value] : properties) headers.add(name, value);
  return true;
}

// Room for all names first: the buffer must not move while views into it are given out.
void UserHeaders::reserve_names(std::span<const UserProperty> properties) {
  built_names_.clear();
  std::size_t bytes = 0;
  for (const UserProperty& property : properties) {
    const std::string& prefix = prefix_of(property.name);
    if (!prefix.empty()) bytes += prefix.size() + property.name.size();
  }
  if (bytes > built_names_.capacity()) built_names_.reserve(bytes);
}

}  // namespace sluice
