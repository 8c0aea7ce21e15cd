// SPDX-License-Identifier: Apache-2.0
#include "mapping/timestamp.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace sluice {

namespace {

using std::chrono::milliseconds;

constexpr std::int64_t timestamp_ms_max = 253'402'300'799'999;  // the last millisecond of the year 9999

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes a text apart from its beginning; the first thing that does not fit makes it useless.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool good() const { return good_; }
  bool at_end() const { return rest_.empty(); }

  /// A number of exactly `digits` digits, at most `max`.
  int number(std::size_t digits, int max) {
    int value = 0;
    const std::string_view text = rest_.substr(0, digits);
    good_ = good_ && text.size() == digits && std::all_of(text.begin(), text.end(), is_digit);
    if (!good_) return 0;
    std::from_chars(text.data(), text.data() + digits, value);
    good_ = value <= max;
    rest_.remove_prefix(digits);
    return value;
  }

  /// Whether one of `characters` comes next; it is taken then.
  bool take(std::string_view characters) {
    if (rest_.empty() || characters.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void expect(std::string_view characters) { good_ = take(characters) && good_; }

  /// The digits behind a decimal point: thousandths, what is finer is cut.
  int thousandths() {
    int value = 0;
    int weight = 100;
    good_ = good_ && !rest_.empty() && is_digit(rest_.front());
    for (; !rest_.empty() && is_digit(rest_.front()); rest_.remove_prefix(1), weight /= 10) {
      value += (rest_.front() - '0') * weight;
    }
    return value;
  }

 private:
  std::string_view rest_;
  bool good_ = true;
};

milliseconds scan_time_of_day(Scanner& scanner) {
  milliseconds time = std::chrono::hours(scanner.number(2, 23));
  scanner.expect(":");
  time += std::chrono::minutes(scanner.number(2, 59));
  if (!scanner.take(":")) return time;
  time += std::chrono::seconds(scanner.number(2, 60));  // 60: a leap second
  if (scanner.take(".,")) time += milliseconds(scanner.thousandths());
  return time;
}

/// `Z`, `+01`, `+0100`, `+01:00`.
milliseconds scan_offset(Scanner& scanner) {
  if (scanner.take("Zz")) return {};
  const bool is_west = scanner.take("-");
  if (!is_west) scanner.expect("+");
  milliseconds offset = std::chrono::hours(scanner.number(2, 23));
  if (scanner.take(":") || !scanner.at_end()) offset += std::chrono::minutes(scanner.number(2, 59));
  return is_west ? -offset : offset;
}

std::optional<std::int64_t> parse_iso(std::string_view text) {
  Scanner scanner(text);
  const std::chrono::year year(scanner.number(4, 9999));
  scanner.expect("-");
  const std::chrono::month month(static_cast<unsigned>(scanner.number(2, 12)));
  scanner.expect("-");
  const std::chrono::day day(static_cast<unsigned>(scanner.number(2, 31)));
  scanner.expect("Tt ");
  const milliseconds time = scan_time_of_day(scanner);
  const milliseconds offset = scan_offset(scanner);
  const std::chrono::year_month_day date(year, month, day);
  if (!scanner.good() || !scanner.at_end() || !date.ok()) return std::nullopt;
  return (std::chrono::sys_days(date).time_since_epoch() + time - offset).count();
}

std::optional<std::int64_t> parse_milliseconds(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::int64_t> parse_timestamp(std::string_view text) {
  auto value = parse_milliseconds(text);
  if (!value) value = parse_iso(text);
  if (!value || *value <= 0 || *value > timestamp_ms_max) return std::nullopt;
  return value;
}

}  // namespace sluice
