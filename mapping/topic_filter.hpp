// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sluice {

/// What is wrong with a topic filter or group name, and where.
struct FilterFault {
  std::size_t offset = 0;  ///< byte of the text at which the fault shows
  std::string text;        ///< names the value and the remedy
};

/// Checks a topic filter without its `$share/<group>/` part (MQTT 5, 4.7): not empty, at most 65535 bytes, UTF-8
/// without NUL, `#` alone in the last level, `+` alone in its level. A filter that begins with `$share/` is refused:
/// the group has its own key.
std::optional<FilterFault> check_topic_filter(std::string_view filter);

/// Checks the name of a shared subscription's group (4.8.2): not empty, without `/`, `+`, `#`, UTF-8 without NUL.
std::optional<FilterFault> check_group(std::string_view group);

/// Whether a topic name matches a checked filter; a wildcard in the first level does not match topics that begin with
/// `$` (4.7.2).
bool topic_matches(std::string_view filter, std::string_view topic);

/// Whether every topic name that matches the checked filter `narrow` matches `wide` too. Goes level by level: that
/// `+/#` is as wide as `#` does not show.
bool filter_covers(std::string_view wide, std::string_view narrow);

/// Whether some topic name matches both checked filters.
bool filters_overlap(std::string_view a, std::string_view b);

}  // namespace sluice
