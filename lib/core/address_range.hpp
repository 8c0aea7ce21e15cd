// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluice {

/// Internet addresses with a common beginning: `10.0.0.0/8`, `::1`, `192.0.2.7` (that one alone).
/// IPv4 is held as IPv4-mapped IPv6 (::ffff:a.b.c.d), so that a peer of a dual-stack socket is found too.
class AddressRange {
 public:
  /// Nothing when it is no address, or has bits behind its prefix (`10.1.2.3/8`): that is a slip of the pen.
  static std::optional<AddressRange> parse(std::string_view text);

  /// `address`: numeric, as getnameinfo gives it. False for anything else.
  bool contains(std::string_view address) const;
  /// As it was written.
  const std::string& text() const { return text_; }

 private:
  using Bytes = std::array<std::uint8_t, 16>;
  AddressRange(std::string_view text, const Bytes& bytes, unsigned prefix_bits)
      : text_(text), bytes_(bytes), prefix_bits_(prefix_bits) {}
  static std::optional<Bytes> bytes_of(std::string_view address);

  std::string text_;
  Bytes bytes_;
  unsigned prefix_bits_;  ///< 0 to 128
};

}  // namespace sluice
