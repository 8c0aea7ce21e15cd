// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace sluice {

/// How the texts of this folder show a value.
inline std::string quoted(std::string_view text) { return '`' + std::string(text) + '`'; }

}  // namespace sluice
