// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace sluice::bench {

/// A request that is not as the Kafka protocol has it; the connection is closed.
struct WireError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Reads the big-endian primitives of the Kafka protocol; throws WireError beyond the end.
class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : bytes_(bytes) {}

  std::int8_t int8() { return static_cast<std::int8_t>(integer(1)); }
  std::int16_t int16() { return static_cast<std::int16_t>(integer(2)); }
  std::int32_t int32() { return static_cast<std::int32_t>(integer(4)); }
  std::int64_t int64() { return static_cast<std::int64_t>(integer(8)); }

  /// STRING and NULLABLE_STRING; null reads as empty.
  std::string_view string() {
    const std::int16_t size = int16();
    return size < 0 ? std::string_view() : take(static_cast<std::size_t>(size));
  }
  /// BYTES and NULLABLE_BYTES, records too; null reads as empty.
  std::string_view bytes() {
    const std::int32_t size = int32();
    return size < 0 ? std::string_view() : take(static_cast<std::size_t>(size));
  }
  std::string_view take(std::size_t size) {
    if (bytes_.size() < size) throw WireError("a request ends too early");
    const std::string_view taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }
  bool empty() const { return bytes_.empty(); }

 private:
  std::uint64_t integer(std::size_t size) {
    std::uint64_t value = 0;
    for (const char byte : take(size)) value = (value << 8U) | static_cast<unsigned char>(byte);
    return value;
  }

  std::string_view bytes_;
};

/// Writes a response behind its size field.
class WireWriter {
 public:
  explicit WireWriter(std::int32_t correlation_id) : bytes_(4, '\0') { int32(correlation_id); }

  void int8(std::int8_t value) { integer(static_cast<std::uint8_t>(value), 1); }
  void int16(std::int16_t value) { integer(static_cast<std::uint16_t>(value), 2); }
  void int32(std::int32_t value) { integer(static_cast<std::uint32_t>(value), 4); }
  void int64(std::int64_t value) { integer(static_cast<std::uint64_t>(value), 8); }
  void count(std::size_t value) { int32(static_cast<std::int32_t>(value)); }
  void string(std::string_view text) {
    int16(static_cast<std::int16_t>(text.size()));
    bytes_ += text;
  }
  void null_string() { int16(-1); }

  /// The whole response, its size filled in.
  std::string finish() && {
    std::uint64_t size = bytes_.size() - 4;
    for (std::size_t at = 4; at-- > 0; size >>= 8U) bytes_[at] = static_cast<char>(size & 0xFFU);
    return std::move(bytes_);
  }

 private:
  void integer(std::uint64_t value, unsigned size) {
    for (unsigned at = size; at-- > 0;) bytes_ += static_cast<char>((value >> (8U * at)) & 0xFFU);
  }

  std::string bytes_;
};

}  // namespace sluice::bench
