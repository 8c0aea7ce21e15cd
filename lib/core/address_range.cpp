// SPDX-License-Identifier: Apache-2.0
#include "core/address_range.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace sluice {

namespace {

constexpr unsigned mapped_bits = 96;  // ::ffff:0:0/96 (RFC 4291, 2.5.5.2)

/// Bit `index` of the address, the most significant one first.
bool bit(const std::array<std::uint8_t, 16>& bytes, unsigned index) {
  return ((unsigned{bytes[index / 8]} >> (7 - index % 8)) & 1U) != 0;
}

std::optional<unsigned> prefix_of(std::string_view text, unsigned max) {
  unsigned value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || value > max) return std::nullopt;
  return value;
}

}  // namespace

std::optional<AddressRange::Bytes> AddressRange::bytes_of(std::string_view address) {
  // A zone such as fe80::1%eth0 says on which link, not who.
  const std::string text(address.substr(0, address.find('%')));
  Bytes bytes{};
  if (text.find(':') != std::string::npos) {
    if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return std::nullopt;
    return bytes;
  }
  if (::inet_pton(AF_INET, text.c_str(), bytes.data() + 12) != 1) return std::nullopt;
  bytes[10] = bytes[11] = 0xff;
  return bytes;
}

std::optional<AddressRange> AddressRange::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto bytes = bytes_of(text.substr(0, slash));
  if (!bytes || text.substr(0, slash).find('%') != std::string_view::npos) return std::nullopt;
  const bool is_ipv4 = text.find(':') == std::string_view::npos;
  unsigned prefix_bits = 128;
  if (slash != std::string_view::npos) {
    const auto given = prefix_of(text.substr(slash + 1), is_ipv4 ? 32 : 128);
    if (!given) return std::nullopt;
    prefix_bits = is_ipv4 ? mapped_bits + *given : *given;
  }
  for (unsigned i = prefix_bits; i < 128; ++i) {
    if (bit(*bytes, i)) return std::nullopt;
  }
  return AddressRange(text, *bytes, prefix_bits);
}

bool AddressRange::contains(std::string_view address) const {
  const auto bytes = bytes_of(address);
  if (!bytes) return false;
  for (unsigned i = 0; i < prefix_bits_; ++i) {
    if (bit(*bytes, i) != bit(bytes_, i)) return false;
  }
  return true;
}

}  // namespace sluice
