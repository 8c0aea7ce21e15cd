// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace sluice {

/// First byte that no MQTT string may contain (MQTT 5, 1.5.4): ill-formed UTF-8, an encoded surrogate, or NUL.
/// Nothing when the whole text is sound.
std::optional<std::size_t> find_bad_utf8(std::string_view text);

}  // namespace sluice
