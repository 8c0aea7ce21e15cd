// SPDX-License-Identifier: Apache-2.0
#include "mapping/transform.hpp"

#include <algorithm>
#include <array>

#include "mapping/nearest.hpp"
#include "mapping/quote.hpp"
#include "mapping/topic_name.hpp"

namespace sluice {

namespace {

/// In the order of the enum.
constexpr std::array<std::string_view, 5> names{"slug", "lower", "upper", "base64", "hex"};

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
char to_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

void slug(std::string& text, std::size_t begin) {
  std::size_t end = begin;
  for (std::size_t at = begin; at < text.size(); ++at) {
    const char c = text[at];
    // A character of several bytes becomes one `_`.
    if (continues_character(c) && at > begin) continue;
    text[end++] = is_kafka_topic_character(c) ? c : '_';
  }
  text.resize(end);
}

/// Makes room for `size` characters behind `begin` and moves the bytes to its end: what is then written from its
/// beginning never overtakes what is still to be read. Returns where the bytes begin.
std::size_t widen(std::string& text, std::size_t begin, std::size_t size) {
  const std::size_t bytes = text.size() - begin;
  text.resize(begin + size);
  std::copy_backward(text.begin() + static_cast<std::ptrdiff_t>(begin),
                     text.begin() + static_cast<std::ptrdiff_t>(begin + bytes), text.end());
  return begin + size - bytes;
}

void base64(std::string& text, std::size_t begin) {
  static constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto byte_at = [&text](std::size_t i) { return std::uint32_t{static_cast<unsigned char>(text[i])}; };
  std::size_t in = widen(text, begin, (text.size() - begin + 2) / 3 * 4);
  for (std::size_t out = begin; out < text.size(); out += 4) {
    const std::size_t left = text.size() - in;
    const std::uint32_t bits =
        byte_at(in) << 16U | (left > 1 ? byte_at(in + 1) << 8U : 0U) | (left > 2 ? byte_at(in + 2) : 0U);
    text[out] = digits[bits >> 18U];
    text[out + 1] = digits[bits >> 12U & 0x3FU];
    text[out + 2] = left > 1 ? digits[bits >> 6U & 0x3FU] : '=';
    text[out + 3] = left > 2 ? digits[bits & 0x3FU] : '=';
    in += std::min<std::size_t>(left, 3);
  }
}

void hex(std::string& text, std::size_t begin) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::size_t in = widen(text, begin, (text.size() - begin) * 2);
  for (std::size_t out = begin; out < text.size(); out += 2) {
    const auto byte = static_cast<unsigned char>(text[in++]);
    text[out] = digits[byte >> 4U];
    text[out + 1] = digits[byte & 0xFU];
  }
}

}  // namespace

tl::expected<Transform, TextFault> parse_transform(std::string_view name) {
  const auto* const found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<Transform>(found - names.begin());
  const std::string_view near = nearest(name, names);
  return tl::unexpected(TextFault{
      0, quoted(name) + " is not a transform",
      near.empty() ? "transforms are slug, lower, upper, base64, hex" : "did you mean " + quoted(near) + "?"});
}

void apply(Transform transform, std::string& text, std::size_t begin) {
  const auto first = text.begin() + static_cast<std::ptrdiff_t>(begin);
  switch (transform) {
    case Transform::slug: return slug(text, begin);
    case Transform::lower: std::transform(first, text.end(), first, to_lower); return;
    case Transform::upper: std::transform(first, text.end(), first, to_upper); return;
    case Transform::base64: return base64(text, begin);
    case Transform::hex: return hex(text, begin);
  }
}

}  // namespace sluice
