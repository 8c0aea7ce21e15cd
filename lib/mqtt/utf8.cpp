// SPDX-License-Identifier: Apache-2.0
#include "mqtt/utf8.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace sluice {
namespace {

constexpr std::uint64_t low_bits = 0x0101010101010101U;
constexpr std::uint64_t high_bits = 0x8080808080808080U;

template <class Word>
std::uint64_t load(const char* at) {
  Word word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

/// Eight bytes, all of them in 0x01..0x7F: a byte of zero borrows from above and so raises its high bit.
bool all_plain(std::uint64_t word) {
  return (((word - low_bits) | word) & high_bits) == 0;
}

/// Up to seven bytes; the places that are left over hold a plain byte.
bool short_all_plain(std::string_view text) {
  if (text.size() >= 4) {
    const auto first = load<std::uint32_t>(text.data());
    const auto last = load<std::uint32_t>(text.data() + text.size() - 4);
    return all_plain(first | last << 32U);
  }
  bool plain = true;
  for (const char c : text) plain = plain && c > 0;
  return plain;
}

bool all_plain(std::string_view text) {
  if (text.size() < 8) return short_all_plain(text);
  const char* const last = text.data() + text.size() - 8;
  for (const char* at = text.data(); at < last; at += 8) {
    if (!all_plain(load<std::uint64_t>(at))) return false;
  }
  return all_plain(load<std::uint64_t>(last));
}

bool continues(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}

/// Bytes of the character at `at`, or 0 where there is none (Unicode 15, table 3-7).
std::size_t character_size(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return lead == 0 ? 0 : 1;
  if (lead < 0xC2 || lead > 0xF4 || !continues(text, at + 1)) return 0;
  if (lead < 0xE0) return 2;
  const auto second = static_cast<unsigned char>(text[at + 1]);
  if (!continues(text, at + 2)) return 0;
  if (lead < 0xF0) {
    const bool overlong = lead == 0xE0 && second < 0xA0;
    const bool surrogate = lead == 0xED && second > 0x9F;
    return overlong || surrogate ? 0 : 3;
  }
  const bool overlong = lead == 0xF0 && second < 0x90;
  const bool too_large = lead == 0xF4 && second > 0x8F;
  return overlong || too_large || !continues(text, at + 3) ? 0 : 4;
}

}  // namespace

bool is_mqtt_text(std::string_view text) {
  if (all_plain(text)) return true;
  std::size_t at = 0;
  while (at < text.size()) {
    if (text.size() - at >= 8 && all_plain(load<std::uint64_t>(text.data() + at))) {
      at += 8;
      continue;
    }
    const std::size_t size = character_size(text, at);
    if (size == 0) return false;
    at += size;
  }
  return true;
}

}  // namespace sluice
