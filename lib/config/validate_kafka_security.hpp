// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.hpp"
#include "config/field_table.hpp"
#include "config/findings.hpp"

namespace sluice {

/// `kafka.tls` and `kafka.sasl`: files that cannot be used, keys that are missing or belong to another mechanism,
/// properties that say the same, and credentials that would travel in the clear. Reads the files.
void validate_kafka_security(const Config& config, const PathMap& paths, Findings& findings);

}  // namespace sluice
