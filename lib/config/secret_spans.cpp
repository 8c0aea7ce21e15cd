// SPDX-License-Identifier: Apache-2.0
#include "config/secret_spans.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "mapping/nearest.hpp"

namespace sluice {

namespace {

constexpr std::size_t none = std::string_view::npos;

std::string lowered(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return result;
}

bool is_key_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.' || static_cast<unsigned char>(c) >= 0x80U;
}

/// The key in front of the separator at `at`.
std::pair<std::size_t, std::string_view> key_before(std::string_view line, std::size_t at) {
  std::size_t end = at;
  while (end > 0 && (line[end - 1] == ' ' || line[end - 1] == '"' || line[end - 1] == '\'')) --end;
  std::size_t begin = end;
  while (begin > 0 && is_key_char(line[begin - 1])) --begin;
  return {begin, line.substr(begin, end - begin)};
}

bool is_separator(std::string_view line, std::size_t at) {
  if (line[at] == '=') return true;
  return line[at] == ':' && line.substr(at, 3) != "://";
}

/// In a flow map the value ends where the next key begins, or at the last bracket.
std::size_t end_in_flow(std::string_view line, std::size_t begin) {
  for (std::size_t comma = line.find(',', begin); comma != none; comma = line.find(',', comma + 1)) {
    std::size_t at = line.find_first_not_of(" \"'", comma + 1);
    if (at == none) break;
    const std::size_t key = at;
    while (at < line.size() && is_key_char(line[at])) ++at;
    while (at < line.size() && (line[at] == '"' || line[at] == '\'')) ++at;
    if (at > key && at + 1 < line.size() && line[at] == ':' && line[at + 1] == ' ') return comma;
  }
  const std::size_t bracket = line.find_last_of("}]");
  return bracket == none || bracket < begin ? line.size() : line.find_last_not_of("}] ", bracket) + 1;
}

SecretInLine value_at(std::string_view line, std::size_t key_column, std::size_t separator) {
  SecretInLine secret;
  secret.key_column = key_column;
  const std::size_t begin = std::min(line.find_first_not_of(" \t", separator + 1), line.size());
  secret.value = {begin, line.size()};
  if (begin == line.size()) return secret;
  const std::string_view before = line.substr(0, key_column);
  const bool is_flow = before.find_first_of("{[") != none;
  std::size_t from = begin;
  if (line[begin] == '"' || line[begin] == '\'') {
    from = end_of_quoted(line, begin);
    if (from == none) {
      secret.open_quote = line[begin];
      return secret;
    }
  }
  if (is_flow) secret.value.end = std::max(end_in_flow(line, from), from);
  return secret;
}

}  // namespace

std::size_t end_of_quoted(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  for (std::size_t i = begin + 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      if (quote == '"' || i + 1 >= text.size() || text[i + 1] != quote) return i + 1;
      ++i;
    }
  }
  return none;
}

bool is_secret_key(std::string_view key) {
  static constexpr std::array<std::string_view, 14> marks = {
      "password", "passwd", "passphrase", "secret", "token",   "credential",         "jaas",
      ".pem",     "apikey", "api_key",    "kinit",  "private", "oauthbearer.config", "authorization"};
  static constexpr std::array<std::string_view, 7> words = {"password", "passwd", "pass", "pwd", "pw", "secret", "pem"};
  static constexpr std::array<std::string_view, 2> mistyped = {"password", "secret"};
  // Where tokens come from is no secret, and hard to correct unseen.
  static constexpr std::array<std::string_view, 2> open_keys = {"token_endpoint", "token_ca"};
  const std::string name = lowered(key);
  if (std::any_of(open_keys.begin(), open_keys.end(), [&](auto open) { return name.ends_with(open); })) return false;
  if (std::any_of(marks.begin(), marks.end(), [&](auto mark) { return name.find(mark) != none; })) return true;
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find_first_of("._-", begin), name.size());
    const std::string_view word = std::string_view(name).substr(begin, end - begin);
    if (std::find(words.begin(), words.end(), word) != words.end()) return true;
    if (!word.empty() && !nearest(word, mistyped).empty()) return true;
    begin = end + 1;
  }
  return false;
}

std::vector<SecretInLine> secrets_in(std::string_view line) {
  std::vector<SecretInLine> secrets;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (!is_separator(line, at)) continue;
    const auto [column, key] = key_before(line, at);
    if (key.empty() || !is_secret_key(key)) continue;
    secrets.push_back(value_at(line, column, at));
    at = std::max(at, secrets.back().value.end);
  }
  return secrets;
}

std::vector<Span> credentials_in(std::string_view line) {
  std::vector<Span> spans;
  constexpr std::string_view key_head = "PRIVATE KEY-----";
  if (const std::size_t key = line.find(key_head); key != none) spans.push_back({key + key_head.size(), line.size()});
  const std::size_t scheme = line.find("://");
  const std::size_t last = line.rfind('@');
  if (scheme != none && last != none && last > scheme) spans.push_back({scheme + 3, last});
  for (std::size_t at = line.find('@'); at != none; at = line.find('@', at + 1)) {
    const std::size_t before = line.find_last_of(" \t\"'[{,`", at);
    const std::size_t begin = before == none ? 0 : before + 1;
    const std::size_t colon = line.find(':', begin);
    if (colon < at && line.substr(colon, 3) != "://") spans.push_back({begin, at});
  }
  return spans;
}

bool is_reference(std::string_view value) {
  value = value.substr(0, value.find_last_not_of(" \t") + 1);
  if (value.size() > 1 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front()) {
    value = value.substr(1, value.size() - 2);
  }
  const bool is_whole = value.ends_with('}') && value.find('}') == value.size() - 1;
  return is_whole && (value.starts_with("${env:") || value.starts_with("${file:"));
}

std::vector<bool> hidden_lines(const SourceText& source) {
  std::vector<bool> hidden(source.line_count() + 1, false);
  std::size_t key_column = none;
  char open_quote = 0;
  bool is_value_due = false;
  for (std::size_t number = 1; number <= source.line_count(); ++number) {
    const std::string_view line = source.line(number);
    const std::size_t indent = line.find_first_not_of(" \t");
    if (open_quote != 0) {
      hidden[number] = true;
      if (line.find(open_quote) != none) open_quote = 0;
      continue;
    }
    if (indent == none) continue;
    const bool is_loose_value = is_value_due && (line[indent] == '-' || line.find(": ") == none);
    if (key_column != none && (indent > key_column || is_loose_value)) {
      hidden[number] = true;
      is_value_due = is_value_due && line[indent] == '-';
      continue;
    }
    key_column = none;
    is_value_due = false;
    if (line[indent] == '?' && is_secret_key(key_before(line, line.find_last_not_of(" \t") + 1).second)) {
      key_column = indent;
      is_value_due = true;
      if (number < source.line_count()) hidden[number + 1] = true;
      continue;
    }
    for (const SecretInLine& secret : secrets_in(line)) {
      open_quote = secret.open_quote;
      key_column = secret.value.end == line.size() ? secret.key_column : none;
      is_value_due = secret.value.begin == line.size();
    }
  }
  return hidden;
}

}  // namespace sluice
