// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace sluice {

/// Behind the UTF-8 character at `begin`, which exists: a lead byte takes its continuation bytes along. Bytes that are
/// no UTF-8 (a payload's) are one character each.
inline std::size_t character_end(std::string_view text, std::size_t begin) {
  const auto byte_at = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  std::size_t end = begin + 1;
  if (byte_at(begin) < 0xC0U) return end;
  while (end < text.size() && (byte_at(end) & 0xC0U) == 0x80U) ++end;
  return end;
}

/// Characters of the text.
inline std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); at = character_end(text, at)) ++count;
  return count;
}

}  // namespace sluice
