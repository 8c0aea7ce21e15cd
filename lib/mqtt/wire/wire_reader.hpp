// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluice {

/// What a variable byte integer (1.5.5) turned out to be.
enum class VariableByteInteger : std::uint8_t { complete, cut_short, too_long, not_minimal };

/// Takes MQTT's data types from the front of a piece of a packet; never looks beyond its end.
class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : bytes_(bytes) {}

  std::size_t left() const { return bytes_.size(); }
  std::string_view rest() const { return bytes_; }

  /// Each of these is false, and takes nothing, if there are too few bytes.
  bool take(std::uint8_t& value) {
    if (bytes_.empty()) return false;
    value = at(0);
    bytes_.remove_prefix(1);
    return true;
  }
  bool take(std::uint16_t& value) {
    if (bytes_.size() < 2) return false;
    value = static_cast<std::uint16_t>(at(0) << 8U | at(1));
    bytes_.remove_prefix(2);
    return true;
  }
  bool take(std::uint32_t& value) {
    if (bytes_.size() < 4) return false;
    value = std::uint32_t{at(0)} << 24U | std::uint32_t{at(1)} << 16U | std::uint32_t{at(2)} << 8U | at(3);
    bytes_.remove_prefix(4);
    return true;
  }
  bool take(std::size_t size, std::string_view& value) {
    if (bytes_.size() < size) return false;
    value = {bytes_.data(), size};
    bytes_.remove_prefix(size);
    return true;
  }
  /// A two-byte length and as many bytes (1.5.4, 1.5.6).
  bool take_prefixed(std::string_view& value) {
    if (bytes_.size() < 2) return false;
    const auto size = static_cast<std::size_t>(at(0) << 8U | at(1));
    if (bytes_.size() - 2 < size) return false;
    value = {bytes_.data() + 2, size};
    bytes_.remove_prefix(2 + size);
    return true;
  }
  VariableByteInteger take_variable(std::uint32_t& value) {
    value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      if (i == bytes_.size()) return VariableByteInteger::cut_short;
      value |= (at(i) & 0x7FU) << (7 * i);
      if ((at(i) & 0x80U) != 0) continue;
      if (i > 0 && at(i) == 0) return VariableByteInteger::not_minimal;
      bytes_.remove_prefix(i + 1);
      return VariableByteInteger::complete;
    }
    return VariableByteInteger::too_long;
  }

 private:
  std::uint8_t at(std::size_t index) const { return static_cast<std::uint8_t>(bytes_[index]); }

  std::string_view bytes_;
};

}  // namespace sluice
