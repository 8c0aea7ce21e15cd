// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "mapping/rules.hpp"

namespace sluice {

/// The values of `mapping.extended_fields.preset`. Only names that a broker or plugin gives by itself: on other brokers
/// the operator chooses them, so there is nothing to know beforehand.
std::span<const std::string_view> extended_preset_names();

/// The rules of one of those names, by index.
ExtendedFieldRules extended_preset(std::size_t index);

}  // namespace sluice
