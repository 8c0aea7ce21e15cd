// SPDX-License-Identifier: Apache-2.0
#include "config/redact.hpp"

#include <algorithm>
#include <iterator>

#include "config/secret_spans.hpp"
#include "core/secret.hpp"
#include "mapping/utf8.hpp"

namespace sluice {

namespace {

constexpr std::size_t none = std::string_view::npos;
constexpr std::size_t quoted_bytes_max = 120;
// A shorter value is likelier to be a word of our own text; the line's redaction does not depend on it.
constexpr std::size_t masked_bytes_min = 4;

std::vector<Span> values_in(std::string_view line, const std::vector<std::string>& values) {
  std::vector<Span> spans;
  for (const std::string& value : values) {
    for (std::size_t at = line.find(value); at != none; at = line.find(value, at + value.size())) {
      spans.push_back({at, at + value.size()});
    }
  }
  return spans;
}

/// Replaces the spans, joined where they overlap, and moves `column` (1-based) along with the text.
LineQuoter::Quote replaced(std::string_view line, std::vector<Span> spans, std::size_t column) {
  std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
  LineQuoter::Quote quote;
  quote.caret = column;
  std::size_t done = 0;
  for (std::size_t i = 0; i < spans.size();) {
    Span span = spans[i++];
    while (i < spans.size() && spans[i].begin <= span.end) span.end = std::max(span.end, spans[i++].end);
    if (span.begin == span.end) continue;
    quote.text.append(line, done, span.begin - done);
    const std::size_t at = column - 1;
    if (at >= span.end)
      quote.caret = quote.text.size() + std::size(std::string_view(Secret::redacted)) + 1 + at - span.end;
    if (at >= span.begin && at < span.end) quote.caret = quote.text.size() + 1;
    if (at >= done && at < span.begin) quote.caret = quote.text.size() + 1 - (span.begin - at);
    quote.text += Secret::redacted;
    done = span.end;
  }
  quote.text.append(line, std::min(done, line.size()));
  return quote;
}

/// A window around the caret of a line that is too long, and no control characters.
LineQuoter::Quote cut(LineQuoter::Quote quote) {
  std::replace_if(
      quote.text.begin(), quote.text.end(), [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == '\x7f'; },
      '?');
  quote.caret = std::clamp<std::size_t>(quote.caret, 1, quote.text.size() + 1);
  if (quote.text.size() <= quoted_bytes_max) return quote;
  const auto is_continuation = [&](std::size_t at) {
    return at < quote.text.size() && (static_cast<unsigned char>(quote.text[at]) & 0xC0U) == 0x80U;
  };
  std::size_t begin = quote.caret > quoted_bytes_max / 2 ? quote.caret - quoted_bytes_max / 2 : 0;
  while (begin > 0 && is_continuation(begin)) --begin;
  std::size_t end = std::min(begin + quoted_bytes_max, quote.text.size());
  while (is_continuation(end)) ++end;
  const std::string front = begin > 0 ? "..." : "";
  const std::string back = end < quote.text.size() ? "..." : "";
  return {front + quote.text.substr(begin, end - begin) + back, quote.caret - begin + front.size()};
}

/// Fit for a terminal: short enough, and every byte of it part of a character.
LineQuoter::Quote printable(LineQuoter::Quote quote) {
  quote = cut(std::move(quote));
  while (const auto bad = find_bad_utf8(quote.text)) quote.text[*bad] = '?';
  return quote;
}

void collect(const Node& node, bool is_secret, std::vector<std::string>& values) {
  const bool is_known = node.kind == Node::Kind::scalar && !node.is_unresolved;
  if (is_known && is_secret && node.text.size() >= masked_bytes_min) values.push_back(node.text);
  for (const Node& item : node.items) collect(item, is_secret, values);
  for (const Node::Entry& entry : node.entries) {
    collect(entry.value, is_secret || is_secret_key(entry.key), values);
  }
}

}  // namespace

std::vector<std::string> secret_values(const Node& root) {
  std::vector<std::string> values;
  collect(root, false, values);
  return values;
}

std::string redact_text(std::string_view text, const std::vector<std::string>& values) {
  std::vector<Span> spans = credentials_in(text);
  const std::vector<Span> known = values_in(text, values);
  spans.insert(spans.end(), known.begin(), known.end());
  return replaced(text, std::move(spans), 1).text;
}

LineQuoter::LineQuoter(std::string_view text, std::vector<std::string> values)
    : source_(text), values_(std::move(values)), is_hidden_(hidden_lines(source_)) {}

LineQuoter::Quote LineQuoter::quote(std::size_t line, std::size_t column) const {
  const std::string_view text = source_.line(line);
  if (line < is_hidden_.size() && is_hidden_[line]) {
    const std::size_t indent = std::min(text.find_first_not_of(" \t"), text.size());
    return printable(replaced(text, {{indent, text.size()}}, column));
  }
  std::vector<Span> spans = credentials_in(text);
  for (const SecretInLine& secret : secrets_in(text)) {
    const auto [begin, end] = secret.value;
    if (!is_reference(text.substr(begin, end - begin))) spans.push_back(secret.value);
  }
  const std::vector<Span> known = values_in(text, values_);
  spans.insert(spans.end(), known.begin(), known.end());
  return printable(replaced(text, std::move(spans), column));
}

}  // namespace sluice
