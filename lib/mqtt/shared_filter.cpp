// SPDX-License-Identifier: Apache-2.0
#include "mqtt/shared_filter.hpp"

namespace sluice {

std::string shared_filter(std::string_view group, std::string_view filter) {
  constexpr std::string_view prefix = "$share/";
  std::string text;
  text.reserve(prefix.size() + group.size() + 1 + filter.size());
  return text.append(prefix).append(group).append("/").append(filter);
}

}  // namespace sluice
