// SPDX-License-Identifier: Apache-2.0
#include "mapping/condition/field_reference.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "mapping/condition/token.hpp"
#include "mapping/nearest.hpp"
#include "mapping/quote.hpp"

namespace sluice {

namespace {

using Parsed = tl::expected<Field, TextFault>;

/// Short forms, and the names of the specification where ours are shorter; letters only.
struct Alias {
  std::string_view name;
  FieldId id;
};

constexpr std::array aliases{
    Alias{"clientid", FieldId::publisher_client_id},
    Alias{"clienthost", FieldId::publisher_client_host},
    Alias{"username", FieldId::publisher_username},
    Alias{"timestamp", FieldId::message_timestamp},
    Alias{"dup", FieldId::duplicated},
    Alias{"retain", FieldId::retained},
    Alias{"payloadformatindicator", FieldId::payload_format},
    Alias{"messageexpiryinterval", FieldId::message_expiry},
};

/// Lower case, without underscores.
std::string plain_letters(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c != '_') out += lower_case(c);
  }
  return out;
}

std::optional<FieldId> find_id(std::string_view name) {
  const std::string plain = plain_letters(name);
  for (const FieldRow& row : field_table()) {
    if (plain_letters(row.name) == plain) return row.id;
  }
  const auto* const alias =
      std::find_if(aliases.begin(), aliases.end(), [&](const Alias& each) { return each.name == plain; });
  if (alias == aliases.end()) return std::nullopt;
  return alias->id;
}

tl::unexpected<TextFault> fault(std::size_t offset, std::string text, std::string_view hint) {
  return tl::unexpected(TextFault{offset, std::move(text), std::string(hint)});
}

tl::unexpected<TextFault> unknown_field(std::string_view name) {
  if (name == "$")
    return fault(0, "$ needs the name of a field", "write $topic, $qos, ...; a text stands in single quotes");
  std::vector<std::string> names;
  for (const FieldRow& row : field_table()) names.push_back('$' + std::string(row.name));
  const std::vector<std::string_view> views(names.begin(), names.end());
  const std::string_view near = nearest(name, views);
  std::string hint = near.empty() ? "fields are" : "did you mean " + quoted(near) + "?";
  for (std::size_t i = 0; near.empty() && i < names.size(); ++i) hint.append(i == 0 ? " " : ", ").append(names[i]);
  return fault(0, quoted(name) + " is not a field", hint);
}

/// A field in the spelling of templates, and for each byte of it (and for its end) the byte of ours that it comes from.
struct Spelling {
  std::string text;
  std::vector<std::size_t> origins;

  void append(std::string_view more, std::size_t origin) {
    text += more;
    origins.resize(text.size(), origin);
  }
};

/// What follows the name, `."odd name"` written as `["odd name"]`.
Spelling spell(std::string_view name, std::string_view text, std::size_t at) {
  Spelling out;
  out.append(name, 0);
  while (at < text.size()) {
    if (text[at] == '[') {
      for (const std::size_t end = find_bracket_end(text, at); at < end; ++at) out.append(text.substr(at, 1), at);
    } else if (text.substr(at).starts_with(".\"")) {
      const std::size_t end = find_quote_end(text, at + 1);
      out.append("[\"", at);
      for (const char c : unquoted(text.substr(at + 1, end - at - 1))) {
        if (c == '"' || c == '\\') out.append("\\", at + 1);
        out.append({&c, 1}, at + 1);
      }
      out.append("\"]", end - 1);
      at = end;
    } else {
      out.append(text.substr(at, 1), at);
      ++at;
    }
  }
  out.origins.push_back(text.size());
  return out;
}

/// The hint of a template's field for a condition: `topic[2]` becomes `$topic[2]`.
std::string with_dollars(std::string hint, std::string_view name) {
  for (std::size_t at = hint.find(name); at != std::string::npos; at = hint.find(name, at + name.size() + 1)) {
    const std::size_t end = at + name.size();
    if (end < hint.size() && (hint[end] == '.' || hint[end] == '[')) hint.insert(at, 1, '$');
  }
  return hint;
}

}  // namespace

Parsed parse_field_reference(std::string_view text) {
  const std::size_t name_end = std::min(text.find_first_of(".["), text.size());
  const std::optional<FieldId> id = find_id(text.substr(1, name_end - 1));
  if (!id) return unknown_field(text.substr(0, name_end));
  const std::string_view name = field_name(*id);
  const bool goes_on = *id == FieldId::payload || *id == FieldId::user || *id == FieldId::topic;
  if (!goes_on && name_end < text.size()) {
    return fault(name_end, quoted(text.substr(name_end)) + " cannot follow " + std::string(text.substr(0, name_end)),
                 "only $payload, $user and $topic go on: $payload.a.b, $user.NAME, $topic[2]");
  }
  const Spelling spelling = spell(name, text, name_end);
  auto parsed = parse_field(spelling.text);
  if (!parsed) {
    TextFault& error = parsed.error();
    return fault(spelling.origins[error.offset], std::move(error.text), with_dollars(error.hint, name));
  }
  return parsed;
}

std::optional<TextFault> check_bare_name(std::string_view name) {
  const std::string_view first = name.substr(0, name.find('.'));
  const std::string plain = plain_letters(first);
  const auto table = field_table();
  const auto row =
      std::find_if(table.begin(), table.end(), [&](const FieldRow& each) { return plain_letters(each.name) == plain; });
  if (row == table.end()) return std::nullopt;
  const bool goes_on = row->id == FieldId::payload || row->id == FieldId::user;
  if (first != name && !goes_on) return std::nullopt;
  return TextFault{
      0, quoted(name) + " without $ is a user property, and it looks like a field",
      "write $" + std::string(name) + " for the field, \"" + std::string(name) + "\" for the user property"};
}

}  // namespace sluice
