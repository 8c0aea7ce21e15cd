// SPDX-License-Identifier: Apache-2.0
#include "mqtt/wire/utf8.hpp"

#include <cstdint>
#include <cstring>

#include "mapping/utf8.hpp"

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
bool all_plain(std::uint64_t word) { return (((word - low_bits) | word) & high_bits) == 0; }

/// Up to seven bytes: two halves that may overlap, or one by one.
bool short_all_plain(std::string_view text) {
  if (text.size() >= 4) {
    const auto first = load<std::uint32_t>(text.data());
    const auto last = load<std::uint32_t>(text.data() + text.size() - 4);
    return all_plain(first | last << 32U);
  }
  bool plain = true;
  for (const char c : text) plain = plain && static_cast<unsigned char>(c - 1) < 0x7F;
  return plain;
}

/// Eight bytes at a time; the last eight may overlap those before.
bool all_plain(std::string_view text) {
  if (text.size() < 8) return short_all_plain(text);
  const char* const last = text.data() + text.size() - 8;
  for (const char* at = text.data(); at < last; at += 8) {
    if (!all_plain(load<std::uint64_t>(at))) return false;
  }
  return all_plain(load<std::uint64_t>(last));
}

}  // namespace

bool is_mqtt_text(std::string_view text) { return all_plain(text) || !find_bad_utf8(text); }

}  // namespace sluice
