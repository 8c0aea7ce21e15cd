// SPDX-License-Identifier: Apache-2.0
#include "mapping/topic_filter.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace sluice {

namespace {

struct CheckRow {
  std::string text;
  std::size_t offset;
  std::string fault;
};

/// Every text of at most `levels_max` levels out of `words`.
std::vector<std::string> all_of(const std::vector<std::string>& words, std::size_t levels_max) {
  std::vector<std::string> all = words;
  std::size_t begin = 0;
  for (std::size_t level = 1; level < levels_max; ++level) {
    const std::size_t end = all.size();
    for (std::size_t i = begin; i < end; ++i) {
      for (const std::string& word : words) all.push_back(all[i] + '/' + word);
    }
    begin = end;
  }
  return all;
}

}  // namespace

TEST_CASE("a topic filter that MQTT allows has no fault") {
  const std::string filter = GENERATE(as<std::string>(), "#", "+", "/", "//", "a", "sport/#", "sport/+/score", "+/+/#",
                                      "/+", "+/", "$SYS/#", "$share", "$shared/a", "a b/\xc3\xa4", "$queue/a");
  CAPTURE(filter);
  CHECK_FALSE(check_topic_filter(filter).has_value());
  CHECK_FALSE(check_topic_filter(std::string(65535, 'a')).has_value());
}

TEST_CASE("a topic filter's fault says where, what and the remedy") {
  const CheckRow row = GENERATE(values<CheckRow>({
      {"", 0, "the filter is empty: it needs at least one character"},
      {std::string(65536, 'a'), 65535, "the filter has 65536 bytes: MQTT allows 65535"},
      {std::string("a\0b", 3), 1, "the filter has a NUL character at byte 1: MQTT allows neither"},
      {"a/\xff", 2, "the filter is not UTF-8 at byte 2: MQTT allows neither"},
      {"a/#/b", 2, "# at byte 2 of filter `a/#/b` must be the last level; + stands for one level"},
      {"#/", 0, "# at byte 0 of filter `#/` must be the last level; + stands for one level"},
      {"a/b#", 3, "# at byte 3 of filter `a/b#` must stand alone in its level, as in a/#"},
      {"a/#b", 2, "# at byte 2 of filter `a/#b` must stand alone in its level, as in a/#"},
      {"##", 0, "# at byte 0 of filter `##` must stand alone in its level, as in a/#"},
      {"a+/b", 1, "+ at byte 1 of filter `a+/b` must stand alone in its level, as in a/+"},
      {"x/+b/y", 2, "+ at byte 2 of filter `x/+b/y` must stand alone in its level, as in a/+"},
      {"$share/g/a", 0,
       "filter `$share/g/a` names its shared subscription: write the filter alone, the group has its own key"},
  }));
  const auto fault = check_topic_filter(row.text);
  REQUIRE(fault.has_value());
  CHECK(fault->offset == row.offset);
  CHECK(fault->text == row.fault);
}

TEST_CASE("a group is a name without separators and wildcards") {
  CHECK_FALSE(check_group("plant-telemetry").has_value());
  CHECK_FALSE(check_group("$g \xc3\xa4").has_value());
  const CheckRow row = GENERATE(values<CheckRow>({
      {"", 0, "the group is empty: it needs at least one character"},
      {"a/b", 1, "group `a/b` has `/` at byte 1: a group is a name without / + #"},
      {"+", 0, "group `+` has `+` at byte 0: a group is a name without / + #"},
      {"ab#", 2, "group `ab#` has `#` at byte 2: a group is a name without / + #"},
      {"g\xc0", 1, "the group is not UTF-8 at byte 1: MQTT allows neither"},
  }));
  const auto fault = check_group(row.text);
  REQUIRE(fault.has_value());
  CHECK(fault->offset == row.offset);
  CHECK(fault->text == row.fault);
}

TEST_CASE("a topic matches as MQTT 5, 4.7 says") {
  struct Row {
    std::string filter;
    std::string topic;
    bool matches;
  };
  const Row row = GENERATE(values<Row>({
      {"sport/tennis/player1/#", "sport/tennis/player1", true},
      {"sport/tennis/player1/#", "sport/tennis/player1/ranking", true},
      {"sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true},
      {"sport/#", "sport", true},
      {"sport/#", "sport/", true},
      {"sport/#", "sports", false},
      {"sport/#", "spor", false},
      {"#", "a", true},
      {"#", "a/b/c", true},
      {"#", "/", true},
      {"sport/tennis/+", "sport/tennis/player1", true},
      {"sport/tennis/+", "sport/tennis/player1/ranking", false},
      {"sport/+", "sport", false},
      {"sport/+", "sport/", true},
      {"+/+", "/finance", true},
      {"/+", "/finance", true},
      {"+", "/finance", false},
      {"+", "finance", true},
      {"+/#", "a", true},
      {"+/#", "a/b/c", true},
      {"+/+/#", "a", false},
      {"a/+/c", "a//c", true},
      {"a/+/c", "a/b/c", true},
      {"a/+/c", "a/b/d", false},
      {"a/b", "a/b", true},
      {"a/b", "a/b/", false},
      {"a/b/", "a/b", false},
      {"a", "A", false},
      {"//", "//", true},
      {"//", "/", false},
      {"#", "$SYS/x", false},
      {"+/x", "$SYS/x", false},
      {"+/#", "$SYS/x", false},
      {"$SYS/#", "$SYS/x", true},
      {"$SYS/#", "$SYS", true},
      {"$SYS/+", "$SYS/x", true},
      {"$SYS/x", "$SYS/x", true},
      {"a/#", "a/$b", true},
      {"a/+", "a/$b", true},
  }));
  CAPTURE(row.filter, row.topic);
  CHECK(topic_matches(row.filter, row.topic) == row.matches);
}

TEST_CASE("two filters overlap where one topic matches both") {
  struct Row {
    std::string a;
    std::string b;
    bool overlap;
  };
  const Row row = GENERATE(values<Row>({
      {"t/#", "t/1", true},
      {"t/#", "t", true},
      {"t/#", "u/#", false},
      {"t/+", "t", false},
      {"t/+", "+/1", true},
      {"a/+/c", "a/b/+", true},
      {"a/+/c", "a/b/+/d", false},
      {"+/b/#", "a/+", true},
      {"+/b/#", "a", false},
      {"a/b/#", "a/+/+/d", true},
      {"#", "+", true},
      {"#", "$SYS/#", false},
      {"+/#", "$SYS", false},
      {"$SYS/#", "$SYS/+/x", true},
      {"$SYS/#", "$app/#", false},
      {"a/#", "a/$b", true},
      {"+", "/#", false},
      {"same/one", "same/one", true},
  }));
  CAPTURE(row.a, row.b);
  CHECK(filters_overlap(row.a, row.b) == row.overlap);
  CHECK(filters_overlap(row.b, row.a) == row.overlap);
}

TEST_CASE("overlap agrees with the search for a topic that matches both, over all small filters") {
  std::vector<std::string> filters = all_of({"a", "b", "$s", "", "+", "#"}, 3);
  std::erase_if(filters, [](const std::string& filter) { return check_topic_filter(filter).has_value(); });
  // One level more than the filters have: what "#" covers beyond them adds nothing new.
  std::vector<std::string> topics = all_of({"a", "b", "$s", ""}, 4);
  std::erase(topics, std::string());

  std::size_t wrong = 0;
  for (const std::string& a : filters) {
    for (const std::string& b : filters) {
      const bool found = std::any_of(topics.begin(), topics.end(), [&](const std::string& topic) {
        return topic_matches(a, topic) && topic_matches(b, topic);
      });
      if (filters_overlap(a, b) == found) continue;
      ++wrong;
      UNSCOPED_INFO(a << " and " << b);
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("a filter covers another when every topic of that one is its own") {
  struct Row {
    std::string wide;
    std::string narrow;
    bool covers;
  };
  const Row row = GENERATE(values<Row>({
      {"#", "a/b", true},       {"#", "#", true},        {"#", "+/a", true},      {"#", "$SYS/a", false},
      {"+/a", "$x/a", false},   {"$x/#", "$x/a", true},  {"a", "a", true},        {"a", "b", false},
      {"a/#", "a", true},       {"a/#", "a/b/c", true},  {"a/#", "a/#", true},    {"a/#", "a/+/#", true},
      {"a/#", "+/b", false},    {"a/+", "a/b", true},    {"a/+", "a/+", true},    {"a/+", "a/#", false},
      {"a/+", "a", false},      {"a/+", "a/b/c", false}, {"a/b", "a/+", false},   {"+/+", "a/b", true},
      {"a/+/c", "a/b/c", true}, {"a/+/c", "a/#", false}, {"a/+/#", "a/#", false}, {"a/+/#", "a/b", true},
      {"a//#", "a//b", true},   {"+", "", true},         {"/#", "/a", true},      {"/#", "a", false},
  }));
  CAPTURE(row.wide, row.narrow);
  CHECK(filter_covers(row.wide, row.narrow) == row.covers);
}

}  // namespace sluice
