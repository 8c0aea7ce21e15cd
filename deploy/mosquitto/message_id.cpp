// SPDX-License-Identifier: Apache-2.0
#include "message_id.hpp"

#include <algorithm>

namespace sluice::mosquitto {

namespace {

/// The lower `digits` hexadecimal digits of `value`; returns where the next ones go.
char* write_hex(char* to, std::uint64_t value, unsigned digits) {
  for (unsigned left = digits; left > 0; --left) *to++ = "0123456789abcdef"[(value >> (4 * (left - 1))) & 0xFU];
  return to;
}

}  // namespace

MessageIds::Text MessageIds::next(std::uint64_t now_ms) noexcept {
  latest_ms_ = std::max(latest_ms_, now_ms);
  Text text{};
  char* at = write_hex(text.data(), latest_ms_, 12);
  at = write_hex(at, count_++, 8);
  write_hex(at, start_, 12);
  return text;
}

}  // namespace sluice::mosquitto
