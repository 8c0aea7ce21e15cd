// SPDX-License-Identifier: Apache-2.0
#include "config/source_text.hpp"

#include <algorithm>

namespace sluice {

SourceText::SourceText(std::string_view text) : text_(text), begins_{0} {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') begins_.push_back(i + 1);
  }
}

std::string_view SourceText::line(std::size_t number) const {
  if (number == 0 || number > begins_.size()) return {};
  const std::size_t begin = begins_[number - 1];
  std::string_view line = text_.substr(begin, text_.find('\n', begin) - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::pair<std::size_t, std::size_t> SourceText::position(std::size_t offset) const {
  const auto next = std::upper_bound(begins_.begin(), begins_.end(), offset);
  const auto line = static_cast<std::size_t>(next - begins_.begin());
  return {line, offset - begins_[line - 1] + 1};
}

std::string clipped(std::string_view text) {
  constexpr std::size_t bytes_max = 60;
  std::size_t end = std::min(text.size(), bytes_max);
  const auto is_continuation = [&](std::size_t at) { return (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U; };
  while (end < text.size() && end > 0 && is_continuation(end)) --end;
  std::string result(text.substr(0, end));
  std::replace_if(
      result.begin(), result.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }, '?');
  return end < text.size() ? result + "..." : result;
}

}  // namespace sluice
