// SPDX-License-Identifier: Apache-2.0
#include "core/duration.hpp"

#include <array>
#include <charconv>
#include <limits>

namespace sluice {

namespace {

struct Unit {
  std::string_view name;
  std::int64_t ms;
};

constexpr std::array<Unit, 5> units{{{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}}};

}  // namespace

Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
  std::int64_t count = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, count);
  if (error == std::errc::invalid_argument || count < 0) {
    return failure("is not a duration: write a whole number and its unit");
  }
  const std::string_view name(rest, static_cast<std::size_t>(end - rest));
  if (error == std::errc::result_out_of_range) return failure("is longer than any duration that can be kept");
  if (name.empty()) return failure("has no unit: write one of ms, s, m, h, d behind the number");
  for (const Unit& unit : units) {
    if (unit.name != name) continue;
    if (count > std::numeric_limits<std::int64_t>::max() / unit.ms) {
      return failure("is longer than any duration that can be kept");
    }
    return std::chrono::milliseconds(count * unit.ms);
  }
  return failure("is not a duration: the units are ms, s, m, h, d behind a whole number");
}

std::string format_duration(std::chrono::milliseconds duration) {
  const std::int64_t ms = duration.count();
  for (const Unit& unit : units) {
    if (ms != 0 && ms % unit.ms == 0) return std::to_string(ms / unit.ms) + std::string(unit.name);
  }
  return "0s";
}

}  // namespace sluice
