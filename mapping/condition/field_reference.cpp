// SPDX-License-Identifier: Apache-2.0
#include "mapping/condition/field_reference.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "mapping/condition/token.hpp"
#include "mapping/nearest.hpp"
#include "mapping/quote.hpp"

namespace sluice {

namespace {

using Parsed = tl::expected<Field, TextFault>;

constexpr std::string_view path_hint = "write $payload.a.b[0], or $payload.\"odd name\"";
constexpr std::string_view user_hint = "write $user.NAME or $user.\"odd name\"";

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
  const auto alias =
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

/// The steps behind `$payload` or `$user`, which begin at `at`.
class PathParser {
 public:
  PathParser(std::string_view text, std::size_t at, std::string_view hint) : text_(text), at_(at), hint_(hint) {}

  tl::expected<PayloadPath, TextFault> run() {
    PayloadPath path;
    while (at_ < text_.size()) {
      auto step = text_[at_] == '.' ? name() : bracket();
      if (!step) return tl::unexpected(std::move(step.error()));
      path.push_back(std::move(*step));
    }
    return path;
  }

 private:
  using Step = tl::expected<PathStep, TextFault>;

  Step name() {
    const std::size_t begin = ++at_;
    if (at_ < text_.size() && text_[at_] == '"') {
      do {
        at_ = std::min(text_.find('"', at_ + 1), text_.size() - 1) + 1;
      } while (at_ < text_.size() && text_[at_] == '"');
      return unquoted(text_.substr(begin, at_ - begin));
    }
    while (at_ < text_.size() && is_word_character(text_[at_])) ++at_;
    if (at_ == begin) return fault(begin - 1, "a name is missing behind `.`", hint_);
    return std::string(text_.substr(begin, at_ - begin));
  }

  Step bracket() {
    const std::size_t begin = at_ + 1;
    if (begin < text_.size() && text_[begin] == '"') return quoted_member();
    const std::size_t close = text_.find(']', begin);
    const std::string_view inside = text_.substr(begin, close - begin);
    std::size_t place = 0;
    const auto [end, error] = std::from_chars(inside.data(), inside.data() + inside.size(), place);
    if (error != std::errc() || end != inside.data() + inside.size()) {
      return fault(begin, quoted(inside) + " is not a place in an array, which count from 0", hint_);
    }
    at_ = close + 1;
    return place;
  }

  /// ["..."], with backslashes before `"` and `\`, as templates write it.
  Step quoted_member() {
    const std::size_t open = at_;
    std::string member;
    for (at_ += 2; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
        if (at_ == text_.size() || (text_[at_] != '"' && text_[at_] != '\\')) {
          return fault(at_ - 1, "a backslash in a quoted name stands before \" or \\ only", "write \\\\ for one");
        }
      }
      member += text_[at_];
    }
    if (text_.substr(at_, 2) != "\"]") {
      return fault(open, "the quoted name " + quoted(member) + " is not closed by \"]", hint_);
    }
    at_ += 2;
    return member;
  }

  std::string_view text_;
  std::size_t at_;
  std::string_view hint_;
};

Parsed payload_field(std::string_view text, std::size_t name_end) {
  auto path = PathParser(text, name_end, path_hint).run();
  if (!path) return tl::unexpected(std::move(path.error()));
  Field field;
  field.id = FieldId::payload;
  field.path = std::move(*path);
  return field;
}

Parsed user_field(std::string_view text, std::size_t name_end) {
  Field field;
  field.id = FieldId::user;
  // A bare name goes on over its dots: user.a.b is the user property `a.b`, in templates too.
  const std::string_view rest = text.substr(name_end);
  const auto plain = [](char c) { return is_word_character(c) || c == '.'; };
  if (rest.size() > 1 && rest[0] == '.' && std::all_of(rest.begin(), rest.end(), plain)) {
    field.user_name = rest.substr(1);
    return field;
  }
  if (rest.empty()) return fault(0, "$user needs the name of a user property", user_hint);
  auto path = PathParser(text, name_end, user_hint).run();
  if (!path) return tl::unexpected(std::move(path.error()));
  if (path->size() != 1 || !std::holds_alternative<std::string>(path->front())) {
    return fault(name_end, quoted(rest) + " is not the name of a user property", user_hint);
  }
  field.user_name = std::get<std::string>(path->front());
  return field;
}

Parsed topic_field(std::string_view suffix, std::size_t name_end) {
  constexpr std::string_view name = "topic";
  auto parsed = parse_field(std::string(name) + std::string(suffix));
  if (!parsed) {
    const std::size_t offset = std::max(parsed.error().offset, name.size()) - name.size() + name_end;
    return fault(offset, std::move(parsed.error().text), parsed.error().hint);
  }
  return parsed;
}

}  // namespace

Parsed parse_field_reference(std::string_view text) {
  const std::size_t name_end = std::min(text.find_first_of(".["), text.size());
  const std::string_view suffix = text.substr(name_end);
  const std::optional<FieldId> id = find_id(text.substr(1, name_end - 1));
  if (!id) return unknown_field(text.substr(0, name_end));
  if (*id == FieldId::payload) return payload_field(text, name_end);
  if (*id == FieldId::user) return user_field(text, name_end);
  if (*id == FieldId::topic && !suffix.empty()) return topic_field(suffix, name_end);
  if (!suffix.empty()) {
    return fault(name_end, quoted(suffix) + " cannot follow " + std::string(text.substr(0, name_end)),
                 "only $payload, $user and $topic go on: $payload.a.b, $user.NAME, $topic[2]");
  }
  Field field;
  field.id = *id;
  return field;
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
