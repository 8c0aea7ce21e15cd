// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "config/config.hpp"
#include "dry_run/dry_run.hpp"

namespace sluice {

/// What becomes of a message, as lines for a person: the record, why there is none, which route took the message.
std::string record_text(const DryResult& result, const MappingRules& rules, const DeadLettersConfig& dead_letters);

}  // namespace sluice
