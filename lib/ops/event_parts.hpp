// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ops/event.hpp"

namespace sluice {

// What the events are written with; for events*.cpp alone.

inline std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ",") + part;
  return text;
}

inline std::string text_of(std::string_view text) { return std::string(text); }

inline std::int64_t number(std::uint64_t value) { return static_cast<std::int64_t>(value); }

}  // namespace sluice
