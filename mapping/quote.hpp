// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace sluice {

/// How the texts of this folder show a value.
inline std::string quoted(std::string_view text) { return '`' + std::string(text) + '`'; }

/// The same of a text that comes with a message, of any size: at most 100 bytes, cut between characters.
inline std::string quoted_clipped(std::string_view text) {
  constexpr std::size_t bytes_max = 100;
  if (text.size() <= bytes_max) return quoted(text);
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return quoted(std::string(text.substr(0, end)) + "...");
}

}  // namespace sluice
