// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "mapping/rules.hpp"

namespace sluice {

/// The values of `mapping.extended_fields.preset`: one for each broker that can add the fields, with the names that
/// docs/brokers.md makes it use.
std::span<const std::string_view> extended_preset_names();

/// The rules of one of those names, by index.
ExtendedFieldRules extended_preset(std::size_t index);

}  // namespace sluice
