// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace sluice {

/// The candidate that `text` was most likely meant to be, letter case aside; empty when none is near enough to be
/// a slip of the keyboard.
std::string_view nearest(std::string_view text, std::span<const std::string_view> candidates);

}  // namespace sluice
