// SPDX-License-Identifier: Apache-2.0
#include "mapping/topic_filter.hpp"

#include "mapping/quote.hpp"
#include "mapping/utf8.hpp"

namespace sluice {

namespace {

constexpr std::size_t string_bytes_max = 65535;  // MQTT 5, 1.5.4

/// Walks the levels of a topic name or filter; "a//b" has three, the middle one empty.
class Levels {
 public:
  explicit Levels(std::string_view text) : rest_(text) { next(); }

  bool at_end() const { return at_end_; }
  std::string_view level() const { return level_; }

  void next() {
    if (last_) {
      at_end_ = true;
      return;
    }
    const std::size_t slash = rest_.find('/');
    last_ = slash == std::string_view::npos;
    level_ = rest_.substr(0, slash);
    if (!last_) rest_.remove_prefix(slash + 1);
  }

 private:
  std::string_view rest_;
  std::string_view level_;
  bool last_ = false;
  bool at_end_ = false;
};

bool starts_with_wildcard(std::string_view filter) { return filter.starts_with('+') || filter.starts_with('#'); }

/// What holds for every MQTT string; `what` names it in the text.
std::optional<FilterFault> check_string(std::string_view text, std::string_view what) {
  const std::string name(what);
  if (text.empty()) return FilterFault{0, name + " is empty: it needs at least one character"};
  if (text.size() > string_bytes_max) {
    return FilterFault{string_bytes_max, name + " has " + std::to_string(text.size()) + " bytes: MQTT allows " +
                                             std::to_string(string_bytes_max)};
  }
  if (const auto bad = find_bad_utf8(text)) {
    const char* fault = text[*bad] == '\0' ? " has a NUL character at byte " : " is not UTF-8 at byte ";
    return FilterFault{*bad, name + fault + std::to_string(*bad) + ": MQTT allows neither"};
  }
  return std::nullopt;
}

}  // namespace

std::optional<FilterFault> check_topic_filter(std::string_view filter) {
  if (auto fault = check_string(filter, "the filter")) return fault;
  if (filter.starts_with("$share/")) {
    return FilterFault{0, "filter " + quoted(filter) +
                              " names its shared subscription: write the filter alone, the group has its own key"};
  }
  std::size_t offset = 0;
  for (Levels levels(filter); !levels.at_end(); levels.next()) {
    const std::string_view level = levels.level();
    const std::size_t wildcard = level.find_first_of("+#");
    if (wildcard != std::string_view::npos) {
      const std::size_t at = offset + wildcard;
      const std::string place =
          std::string(1, filter[at]) + " at byte " + std::to_string(at) + " of filter " + quoted(filter);
      if (level.size() > 1) return FilterFault{at, place + " must stand alone in its level, as in a/" + filter[at]};
      if (filter[at] == '#' && at + 1 != filter.size()) {
        return FilterFault{at, place + " must be the last level; + stands for one level"};
      }
    }
    offset += level.size() + 1;
  }
  return std::nullopt;
}

std::optional<FilterFault> check_group(std::string_view group) {
  if (auto fault = check_string(group, "the group")) return fault;
  const std::size_t bad = group.find_first_of("/+#");
  if (bad == std::string_view::npos) return std::nullopt;
  return FilterFault{bad, "group " + quoted(group) + " has " + quoted(group.substr(bad, 1)) + " at byte " +
                              std::to_string(bad) + ": a group is a name without / + #"};
}

bool topic_matches(std::string_view filter, std::string_view topic) {
  if (topic.starts_with('$') && starts_with_wildcard(filter)) return false;
  Levels want(filter);
  Levels have(topic);
  for (; !want.at_end(); want.next(), have.next()) {
    // "#" stands for its parent level too, so it may meet the end of the topic.
    if (want.level() == "#") return true;
    if (have.at_end()) return false;
    if (want.level() != "+" && want.level() != have.level()) return false;
  }
  return have.at_end();
}

bool filter_covers(std::string_view wide, std::string_view narrow) {
  if (narrow.starts_with('$') && starts_with_wildcard(wide)) return false;
  Levels outer(wide);
  Levels inner(narrow);
  for (; !outer.at_end(); outer.next(), inner.next()) {
    // "#" stands for its parent level too, so it may meet the end of the other filter.
    if (outer.level() == "#") return true;
    if (inner.at_end() || inner.level() == "#") return false;
    if (outer.level() != "+" && outer.level() != inner.level()) return false;
  }
  return inner.at_end();
}

bool filters_overlap(std::string_view a, std::string_view b) {
  if (a.starts_with('$') && starts_with_wildcard(b)) return false;
  if (b.starts_with('$') && starts_with_wildcard(a)) return false;
  // Of "/#" only the parent has one level, and that would be the empty topic, which MQTT does not have.
  if ((a == "+" && b == "/#") || (a == "/#" && b == "+")) return false;
  Levels left(a);
  Levels right(b);
  for (;; left.next(), right.next()) {
    const bool left_ends = left.at_end();
    const bool right_ends = right.at_end();
    // What follows a "#" on the other side can always be met: each filter matches some topic.
    if (!left_ends && left.level() == "#") return true;
    if (!right_ends && right.level() == "#") return true;
    if (left_ends || right_ends) return left_ends && right_ends;
    if (left.level() != right.level() && left.level() != "+" && right.level() != "+") return false;
  }
}

}  // namespace sluice
