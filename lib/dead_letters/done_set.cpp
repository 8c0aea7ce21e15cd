// SPDX-License-Identifier: Apache-2.0
#include "dead_letters/done_set.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>

namespace sluice {
namespace {

constexpr std::string_view version = "1:";
constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr unsigned bits = 5;
constexpr std::size_t goes_on = 1U << bits;

void append(std::string& text, std::int64_t number) {
  auto left = static_cast<std::uint64_t>(number);
  do {
    const std::size_t low = left & (goes_on - 1);
    left >>= bits;
    text += digits[left == 0 ? low : low | goes_on];
  } while (left != 0);
}

std::optional<std::int64_t> take(std::string_view& text) {
  std::uint64_t number = 0;
  for (unsigned shift = 0; shift < 60 && !text.empty(); shift += bits) {
    const std::size_t digit = digits.find(text.front());
    if (digit == std::string_view::npos) return std::nullopt;
    text.remove_prefix(1);
    number |= static_cast<std::uint64_t>(digit & (goes_on - 1)) << shift;
    if ((digit & goes_on) == 0) return static_cast<std::int64_t>(number);
  }
  return std::nullopt;
}

}  // namespace

Result<DoneSet> DoneSet::decode(std::int64_t committed, std::string_view metadata) {
  DoneSet set;
  set.prefix_ = std::max<std::int64_t>(committed, 0);
  if (metadata.empty()) return set;
  const auto foreign = [&] {
    return failure("its metadata \"" + std::string(metadata.substr(0, 40)) + "\" were not written by this command");
  };
  if (!metadata.starts_with(version)) return foreign();
  std::int64_t end = set.prefix_;
  for (std::string_view left = metadata.substr(version.size()); !left.empty();) {
    const auto distance = take(left);
    const auto length = distance ? take(left) : std::nullopt;
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 4;
    if (!length || *distance > most - end || *length > most - *distance - end) return foreign();
    const std::int64_t begin = end + *distance + 1;
    end = begin + *length + 1;
    set.ranges_[begin] = end;
  }
  return set;
}

bool DoneSet::contains(std::int64_t offset) const {
  if (offset < prefix_) return true;
  const auto behind = ranges_.upper_bound(offset);
  return behind != ranges_.begin() && offset < std::prev(behind)->second;
}

void DoneSet::add(std::int64_t offset, std::int64_t previous) {
  const bool is_joined = previous < offset && contains(previous);
  add_range(is_joined ? previous + 1 : offset, offset + 1);
}

void DoneSet::begin_at(std::int64_t offset) {
  prefix_ = std::max(prefix_, offset);
  absorb();
}

void DoneSet::add_range(std::int64_t begin, std::int64_t end) {
  if (end <= prefix_) return;
  auto next = ranges_.lower_bound(begin);
  if (next != ranges_.begin() && std::prev(next)->second >= begin) {
    --next;
    begin = next->first;
  }
  while (next != ranges_.end() && next->first <= end) {
    end = std::max(end, next->second);
    next = ranges_.erase(next);
  }
  ranges_[begin] = end;
  absorb();
}

void DoneSet::absorb() {
  while (!ranges_.empty() && ranges_.begin()->first <= prefix_) {
    prefix_ = std::max(prefix_, ranges_.begin()->second);
    ranges_.erase(ranges_.begin());
  }
}

std::string DoneSet::encode() const {
  if (ranges_.empty()) return {};
  std::string text(version);
  std::int64_t end = prefix_;
  for (const auto& [begin, behind] : ranges_) {
    append(text, begin - end - 1);
    append(text, behind - begin - 1);
    end = behind;
  }
  return text;
}

}  // namespace sluice
