// SPDX-License-Identifier: Apache-2.0
#include "mapping/topic_matcher.hpp"

#include <algorithm>

#include "mapping/topic_filter.hpp"

namespace sluice {

TopicMatcher::TopicMatcher(const std::vector<std::string>& filters) {
  for (const std::string& filter : filters) {
    const std::size_t wildcard = filter.find_first_of("+#");
    if (wildcard == std::string::npos) {
      entries_.push_back({filter, filter.size(), true});
      continue;
    }
    // "a/#" matches "a" too.
    const bool may_lack_slash = filter[wildcard] == '#' && wildcard > 0;
    entries_.push_back({filter, wildcard - (may_lack_slash ? 1U : 0U), false});
  }
}

bool TopicMatcher::matches(std::string_view topic) const {
  return std::any_of(entries_.begin(), entries_.end(), [topic](const Entry& entry) { return matches(entry, topic); });
}

bool TopicMatcher::matches(const Entry& entry, std::string_view topic) {
  const std::string_view filter = entry.filter;
  if (entry.is_literal) return topic == filter;
  return topic.starts_with(filter.substr(0, entry.literal_size)) && topic_matches(filter, topic);
}

}  // namespace sluice
