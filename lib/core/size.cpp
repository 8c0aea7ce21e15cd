// SPDX-License-Identifier: Apache-2.0
#include "core/size.hpp"

#include <array>
#include <charconv>
#include <limits>

namespace sluice {

namespace {

struct Unit {
  std::string_view name;
  std::uint64_t bytes;
};

constexpr std::array<Unit, 4> binary_units{{{"GiB", 1U << 30U}, {"MiB", 1U << 20U}, {"KiB", 1U << 10U}, {"B", 1}}};
constexpr std::array<Unit, 3> decimal_units{{{"GB", 1'000'000'000}, {"MB", 1'000'000}, {"kB", 1000}}};

std::uint64_t bytes_of_unit(std::string_view name) {
  for (const Unit& unit : binary_units) {
    if (unit.name == name) return unit.bytes;
  }
  for (const Unit& unit : decimal_units) {
    if (unit.name == name) return unit.bytes;
  }
  return 0;
}

}  // namespace

Result<std::uint64_t> parse_size(std::string_view text) {
  std::uint64_t count = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, count);
  if (error == std::errc::invalid_argument) {
    return failure("is not a size: write a whole number and its unit");
  }
  if (error == std::errc::result_out_of_range) return failure("is larger than any size that can be kept");
  const std::string_view name(rest, static_cast<std::size_t>(end - rest));
  if (name.empty()) return failure("has no unit: write one of B, KiB, MiB, GiB behind the number");
  const std::uint64_t unit = bytes_of_unit(name);
  if (unit == 0) {
    return failure("is not a size: the units are B, KiB, MiB, GiB, kB, MB, GB behind a whole number");
  }
  if (count > std::numeric_limits<std::uint64_t>::max() / unit) {
    return failure("is larger than any size that can be kept");
  }
  return count * unit;
}

std::string format_size(std::uint64_t bytes) {
  for (const Unit& unit : binary_units) {
    if (bytes != 0 && bytes % unit.bytes == 0) return std::to_string(bytes / unit.bytes) + std::string(unit.name);
  }
  return "0B";
}

}  // namespace sluice
