// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice {

/// Some topic filters, compiled: whether a topic matches one of them. Most topics are told apart by what stands in
/// front of a filter's first wildcard, so that is compared first. Allocates nothing.
class TopicMatcher {
 public:
  /// Checked filters.
  explicit TopicMatcher(const std::vector<std::string>& filters);

  bool matches(std::string_view topic) const;

 private:
  struct Entry {
    std::string filter;
    std::size_t literal_size;  ///< of the beginning that each matching topic has
    bool is_literal;           ///< no wildcard at all
  };

  static bool matches(const Entry& entry, std::string_view topic);

  std::vector<Entry> entries_;
};

}  // namespace sluice
