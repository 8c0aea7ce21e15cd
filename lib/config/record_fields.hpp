// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "config/field_table.hpp"

namespace sluice {

/// The rows that `mapping` and each of its routes have in common.
std::span<const ConfigField> record_fields();

/// The rules that such a row sets: those of the mapping, or of the route in which the slot stands.
RecordRules& record_rules(const Slot& slot, Config& config);

/// Adds a route that is, until its keys are read, what the mapping says.
void begin_route(Config& config);

}  // namespace sluice
