// SPDX-License-Identifier: Apache-2.0
// The spelling of fields: `qos`, `topic[2:]`, `user["odd name"]`, `payload.a["b c"][0]`.
#include <charconv>

#include "mapping/fields.hpp"
#include "mapping/quote.hpp"

namespace sluice {

namespace {

using Parsed = tl::expected<Field, TextFault>;

constexpr std::string_view levels_hint = "write topic[2], topic[-1] for the last level, or topic[2:] for the rest";
constexpr std::string_view user_hint = "write user.NAME or user[\"odd name\"]";
constexpr std::string_view path_hint = "write payload.a.b, payload.list[0], or payload[\"odd name\"]";
constexpr std::size_t path_steps_max = 64;
constexpr std::size_t path_place_max = 999'999;

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
  if (!is_range) return Field{FieldId::topic, LevelRange{*first, *first}, {}, {}};
  const auto last = parse_level(inside.substr(colon + 1), offset + colon + 2, -1);
  if (!last) return tl::unexpected(last.error());
  if ((*first < 0) == (*last < 0) && *first > *last) {
    return fault(offset + 1, "levels " + quoted(inside) + " end before they begin", levels_hint);
  }
  return Field{FieldId::topic, LevelRange{*first, *last}, {}, {}};
}

/// A name in quotes with its brackets, and how many bytes of the text it takes.
struct QuotedName {
  std::string name{};
  std::size_t size = 0;
};

/// The `["..."]` that `suffix` begins with; `offset` is its place in the field.
tl::expected<QuotedName, TextFault> parse_quoted_name(std::string_view suffix, std::size_t offset,
                                                      std::string_view hint) {
  QuotedName result;
  for (std::size_t i = 2; i < suffix.size(); ++i) {
    const char c = suffix[i];
    if (c == '"') {
      result.size = i + 2;
      if (suffix.substr(i + 1).starts_with(']')) return result;
      return fault(offset + i + 1, "the quoted name " + quoted(result.name) + " is not closed by \"]",
                   "a quote inside the name is written \\\"");
    }
    if (c != '\\') {
      result.name += c;
      continue;
    }
    ++i;
    if (i == suffix.size() || (suffix[i] != '"' && suffix[i] != '\\')) {
      return fault(offset + i - 1, "a backslash in a quoted name stands before \" or \\ only", "write \\\\ for one");
    }
    result.name += suffix[i];
  }
  return fault(offset, "the quoted name has no end", hint);
}

/// What follows `user`: `["..."]`.
Parsed parse_quoted_user(std::string_view suffix, std::size_t offset) {
  auto parsed = parse_quoted_name(suffix, offset, user_hint);
  if (!parsed) return tl::unexpected(std::move(parsed.error()));
  if (parsed->size < suffix.size()) {
    return fault(offset + parsed->size, quoted(suffix.substr(parsed->size)) + " cannot follow a user property",
                 user_hint);
  }
  return Field{FieldId::user, std::nullopt, std::move(parsed->name), {}};
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
  return Field{FieldId::user, std::nullopt, std::string(name), {}};
}

/// The steps behind `payload`, each `.name`, `[0]` or `["odd name"]`.
class PathParser {
 public:
  PathParser(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  Parsed run() {
    Field field{FieldId::payload, std::nullopt, {}, {}};
    while (at_ < text_.size()) {
      if (field.path.size() == path_steps_max) {
        return fault(at_, "the path has more than " + std::to_string(path_steps_max) + " steps",
                     "take a part that is less deep");
      }
      auto step = next();
      if (!step) return tl::unexpected(std::move(step.error()));
      field.path.push_back(std::move(*step));
    }
    return field;
  }

 private:
  using Step = tl::expected<PathStep, TextFault>;

  Step next() {
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with("[\"")) {
      auto parsed = parse_quoted_name(rest, at_, path_hint);
      if (!parsed) return tl::unexpected(std::move(parsed.error()));
      at_ += parsed->size;
      return PathStep(std::move(parsed->name));
    }
    if (rest.starts_with('[')) return place(rest);
    if (rest.starts_with('.')) return member(rest.substr(1));
    return fault(at_, quoted(rest) + " cannot stand in a path", path_hint);
  }

  Step member(std::string_view rest) {
    std::size_t end = 0;
    while (end < rest.size() && is_plain_user_character(rest[end]) && rest[end] != '.') ++end;
    if (end == 0 && !rest.empty() && rest[0] != '.' && rest[0] != '[') {
      return fault(at_ + 1, quoted(rest) + " begins with a character that must be quoted",
                   "put the name into quotes: payload[\"odd name\"]");
    }
    if (end == 0) return fault(at_, "a name is missing behind the .", path_hint);
    at_ += 1 + end;
    return PathStep(std::string(rest.substr(0, end)));
  }

  Step place(std::string_view rest) {
    const std::size_t close = rest.find(']');
    if (close == std::string_view::npos) return fault(at_, "[ has no closing ]", path_hint);
    const std::string_view inside = rest.substr(1, close - 1);
    std::size_t place = 0;
    const auto [end, error] = std::from_chars(inside.data(), inside.data() + inside.size(), place);
    if (error != std::errc() || end != inside.data() + inside.size() || place > path_place_max) {
      return fault(at_ + 1, quoted(inside) + " is not a place in a list", "places count from 0, up to 999999");
    }
    at_ += close + 1;
    return PathStep(place);
  }

  std::string_view text_;
  std::size_t at_;
};

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
  if (row->id == FieldId::payload) return PathParser(text, end).run();
  if (suffix.empty()) return Field{row->id, std::nullopt, {}, {}};
  if (row->id == FieldId::topic) return parse_levels(suffix, end);
  return fault(end, quoted(suffix) + " cannot follow " + std::string(name),
               "write ${" + std::string(name) + "}, or ${" + std::string(name) + ":-text} with a default");
}

}  // namespace sluice
