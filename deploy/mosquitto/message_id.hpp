// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace sluice::mosquitto {

/// Names of messages, 128 bits as 32 lower-case hexadecimal digits and a final NUL:
///
///     48 bits  milliseconds since 1970, never going back
///     32 bits  number of the message since the broker's start
///     48 bits  the broker's start, by chance
///
/// So they sort by time, and two brokers, or two starts of one, do not give the same. Nothing is asked of the system
/// for a message. Used by the broker's one thread.
class MessageIds {
 public:
  using Text = std::array<char, 33>;

  /// `start`: by chance; its lower 48 bits count.
  explicit MessageIds(std::uint64_t start) : start_(start & ((std::uint64_t{1} << 48U) - 1)) {}

  Text next(std::uint64_t now_ms) noexcept;

 private:
  std::uint64_t start_;
  std::uint64_t latest_ms_ = 0;
  std::uint32_t count_ = 0;
};

}  // namespace sluice::mosquitto
