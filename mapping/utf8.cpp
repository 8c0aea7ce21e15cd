// SPDX-License-Identifier: Apache-2.0
#include "mapping/utf8.hpp"

#include <cstdint>

namespace sluice {

namespace {

/// How a sequence goes on after its first byte: how many bytes follow, and the range of the first of them. That
/// range alone excludes overlong forms, surrogates and values above U+10FFFF (Unicode, table 3-7).
struct Lead {
  std::size_t followers;
  std::uint8_t low;
  std::uint8_t high;
};

std::optional<Lead> lead_of(std::uint8_t byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return Lead{1, 0x80, 0xBF};
  if (byte == 0xE0) return Lead{2, 0xA0, 0xBF};
  if (byte == 0xED) return Lead{2, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return Lead{2, 0x80, 0xBF};
  if (byte == 0xF0) return Lead{3, 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return Lead{3, 0x80, 0xBF};
  if (byte == 0xF4) return Lead{3, 0x80, 0x8F};
  return std::nullopt;
}

}  // namespace

std::optional<std::size_t> find_bad_utf8(std::string_view text) {
  const auto byte_at = [text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  std::size_t i = 0;
  while (i < text.size()) {
    const std::uint8_t first = byte_at(i);
    if (first == 0) return i;
    if (first < 0x80) {
      ++i;
      continue;
    }
    const std::optional<Lead> lead = lead_of(first);
    if (!lead || text.size() - i <= lead->followers) return i;
    if (byte_at(i + 1) < lead->low || byte_at(i + 1) > lead->high) return i;
    for (std::size_t k = 2; k <= lead->followers; ++k) {
      if ((byte_at(i + k) & 0xC0U) != 0x80U) return i;
    }
    i += lead->followers + 1;
  }
  return std::nullopt;
}

}  // namespace sluice
