// SPDX-License-Identifier: Apache-2.0
// The spelling of fields: `qos`, `topic[2:]`, `user["odd name"]`.
#include <charconv>

#include "mapping/fields.hpp"
#include "mapping/quote.hpp"

namespace sluice {

namespace {

using Parsed = tl::expected<Field, TextFault>;

constexpr std::string_view levels_hint = "write topic[2], topic[-1] for the last level, or topic[2:] for the rest";
constexpr std::string_view user_hint = "write user.NAME or user[\"odd name\"]";

tl::unexpected<TextFault> fault(std::size_t offset, std::string text, std::string_view hint) {
  return tl::unexpected(TextFault{offset, std::move(text), std::string(hint)});
}

bool is_name_character(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

bool is_plain_user_character(char c) { return is_name_character(c) || (c >= '0' && c <= '9') || c == '-' || c == '.'; }

/// A level number; `absent` for an open end of a range.
tl::expected<int, TextFault> parse_level(std::string_view text, std::size_t offset, std::optional<int> absent) {
  if (text.empty() && absent) return *absent;
  int level = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), level);
  if (error != std::errc() || end != text.data() + text.size()) {
    return fault(offset, quoted(text) + " is not the number of a topic level", levels_hint);
  }
  if (level == 0) return fault(offset, "topic level 0 does not exist: levels count from 1", levels_hint);
  return level;
}

/// What follows `topic`, which begins at `offset` of the field: `[n]` or `[n:m]`.
Parsed parse_levels(std::string_view suffix, std::size_t offset) {
  if (!suffix.starts_with('[') || !suffix.ends_with(']')) {
    return fault(offset, quoted(suffix) + " cannot follow topic", levels_hint);
  }
  const std::string_view inside = suffix.substr(1, suffix.size() - 2);
  const std::size_t colon = inside.find(':');
  const bool is_range = colon != std::string_view::npos;
  const auto first = parse_level(inside.substr(0, colon), offset + 1, is_range ? std::optional(1) : std::nullopt);
  if (!first) return tl::unexpected(first.error());
  if (!is_range) return Field{FieldId::topic, LevelRange{*first, *first}, {}};
  const auto last = parse_level(inside.substr(colon + 1), offset + colon + 2, -1);
  if (!last) return tl::unexpected(last.error());
  if ((*first < 0) == (*last < 0) && *first > *last) {
    return fault(offset + 1, "levels " + quoted(inside) + " end before they begin", levels_hint);
  }
  return Field{FieldId::topic, LevelRange{*first, *last}, {}};
}

/// What follows `user`: `["..."]`.
Parsed parse_quoted_user(std::string_view suffix, std::size_t offset) {
  Field field{FieldId::user, std::nullopt, {}};
  for (std::size_t i = 2; i < suffix.size(); ++i) {
    const char c = suffix[i];
    if (c == '"') {
      if (suffix.substr(i + 1) == "]") return field;
      return fault(offset + i + 1, "the quoted name " + quoted(field.user_name) + " is not closed by \"]",
                   "a quote inside the name is written \\\"");
    }
    if (c != '\\') {
      field.user_name += c;
      continue;
    }
    ++i;
    if (i == suffix.size() || (suffix[i] != '"' && suffix[i] != '\\')) {
      return fault(offset + i - 1, "a backslash in a quoted name stands before \" or \\ only", "write \\\\ for one");
    }
    field.user_name += suffix[i];
  }
  return fault(offset, "the quoted name has no end", user_hint);
}

Parsed parse_user(std::string_view suffix, std::size_t offset) {
  if (suffix.starts_with("[\"")) return parse_quoted_user(suffix, offset);
  if (suffix.size() < 2 || suffix[0] != '.') {
    return fault(0, "user needs the name of a user property", user_hint);
  }
  const std::string_view name = suffix.substr(1);
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (is_plain_user_character(name[i])) continue;
    return fault(offset + 1 + i, "the name " + quoted(name) + " has a character that must be quoted",
                 "write user[\"" + std::string(name) + "\"]");
  }
  return Field{FieldId::user, std::nullopt, std::string(name)};
}

}  // namespace

Parsed parse_field(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_name_character(text[end])) ++end;
  const std::string_view name = text.substr(0, end);
  const std::string_view suffix = text.substr(end);
  const FieldRow* row = find_field(name);
  if (row == nullptr) {
    const std::string_view shown = name.empty() ? text : name;
    return fault(0, quoted(shown) + " is not a field", field_hint(name));
  }
  if (row->id == FieldId::user) return parse_user(suffix, end);
  if (suffix.empty()) return Field{row->id, std::nullopt, {}};
  if (row->id == FieldId::topic) return parse_levels(suffix, end);
  return fault(end, quoted(suffix) + " cannot follow " + std::string(name),
               "write ${" + std::string(name) + "}, or ${" + std::string(name) + ":-text} with a default");
}

}  // namespace sluice
