// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace sluice {

/// The Topic Filter that subscribes to `filter` as a member of `group` (MQTT 5, 4.8.2): `$share/<group>/<filter>`.
/// Both have been checked (`check_group`, `check_topic_filter`).
std::string shared_filter(std::string_view group, std::string_view filter);

}  // namespace sluice
