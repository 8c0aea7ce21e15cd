// SPDX-License-Identifier: Apache-2.0
#include "mapping/topic_matcher.hpp"

#include <catch2/catch.hpp>

#include "mapping/topic_filter.hpp"

namespace sluice {

TEST_CASE("compiled filters match what the filters match") {
  const std::vector<std::string> names{"a",  "b",    "",  "a/", "/a",   "a/b",   "a/b/c", "ab",  "a/b/",
                                       "$s", "$s/a", "/", "//", "a//b", "b/a/b", "aa/b",  "a/bb"};
  const std::vector<std::string> filters{"a",    "a/b",  "#",  "+",  "a/#", "a/+",   "+/b", "a/b/#", "a/+/c",
                                         "$s/#", "$s/+", "/#", "/+", "+/+", "a/+/#", "+/#", "ab",    "a/b/+"};
  for (const std::string& filter : filters) {
    const TopicMatcher matcher({filter});
    for (const std::string& name : names) {
      CAPTURE(filter, name);
      CHECK(matcher.matches(name) == topic_matches(filter, name));
    }
  }
}

TEST_CASE("one of several filters is enough, and none match nothing") {
  const TopicMatcher matcher({"alarm/#", "fault/+/state"});
  CHECK(matcher.matches("alarm"));
  CHECK(matcher.matches("fault/7/state"));
  CHECK_FALSE(matcher.matches("fault/7"));
  CHECK_FALSE(TopicMatcher({}).matches("a"));
}

}  // namespace sluice
