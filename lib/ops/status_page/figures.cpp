// SPDX-License-Identifier: Apache-2.0
#include "ops/status_page/figures.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <ctime>

namespace sluice {

namespace {

constexpr std::int64_t minute = 60;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;

std::string decimals(double value, int digits) {
  std::array<char, 32> text{};
  const int length = std::snprintf(text.data(), text.size(), "%.*f", digits, value);
  return {text.data(), static_cast<std::size_t>(length)};
}

std::string two_units(std::int64_t whole, const char* unit, std::int64_t part, const char* small_unit) {
  std::string text = count_text(static_cast<std::uint64_t>(whole)) + ' ' + unit;
  if (part > 0) text += ' ' + std::to_string(part) + ' ' + small_unit;
  return text;
}

std::string utc(std::int64_t time_ms, const char* format) {
  const std::time_t seconds = time_ms / 1000;
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), format, &parts)};
}

}  // namespace

std::string count_text(std::uint64_t count) {
  std::string text = std::to_string(count);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, 1, ',');
  return text;
}

std::string rate_text(double per_second) {
  if (!(per_second >= 0.005)) return "0";
  if (per_second < 0.995) return decimals(per_second, 2);
  if (per_second < 9.95) return decimals(per_second, 1);
  return count_text(static_cast<std::uint64_t>(std::llround(std::fmin(per_second, 1e15))));
}

std::string bytes_text(std::uint64_t bytes) {
  static constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1023.5 && unit + 1 < units.size()) {
    value /= 1024;
    ++unit;
  }
  const bool shows_part = unit > 0 && value < 9.95 && std::fabs(value - std::round(value)) >= 0.05;
  return decimals(value, shows_part ? 1 : 0) + ' ' + units[unit];
}

std::string span_text(double seconds) {
  if (!(seconds >= 0.0005)) return "0 s";
  if (seconds < 0.9995) return decimals(seconds * 1000, 0) + " ms";
  if (seconds < 9.95 && std::fabs(seconds - std::round(seconds)) >= 0.05) return decimals(seconds, 1) + " s";
  const std::int64_t whole = std::llround(std::fmin(seconds, 1e12));
  if (whole < minute) return std::to_string(whole) + " s";
  if (whole < hour) return two_units(whole / minute, "min", whole % minute, "s");
  if (whole < day) return two_units(whole / hour, "h", whole % hour / minute, "min");
  return two_units(whole / day, "d", whole % day / hour, "h");
}

std::string rough_span_text(double seconds) {
  const std::int64_t whole = std::llround(std::fmin(std::fmax(seconds, 0), 1e12));
  const auto rounded = [&](std::int64_t unit) { return std::to_string((whole + unit / 2) / unit); };
  if (whole < 2 * minute) return rounded(1) + " s";
  if (whole < 2 * hour) return rounded(minute) + " min";
  if (whole < 2 * day) return rounded(hour) + " h";
  return rounded(day) + " d";
}

std::string clock_text(std::int64_t time_ms) { return utc(time_ms, "%H:%M:%S"); }
std::string date_text(std::int64_t time_ms) { return utc(time_ms, "%Y-%m-%d %H:%M:%S"); }
std::string iso_text(std::int64_t time_ms) { return utc(time_ms, "%Y-%m-%dT%H:%M:%SZ"); }

}  // namespace sluice
