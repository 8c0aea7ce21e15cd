// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "config/config.hpp"
#include "probe/patience.hpp"
#include "probe/step.hpp"

namespace sluice {

/// `sluice probe --end-to-end`: publishes one marked message (QoS 1) that a running task of this configuration
/// forwards, and waits for its record. `topic`: to publish to; empty: one made of the first filter. Steps: MAPPING,
/// KAFKA, PUBLISH, RECORD.
void probe_end_to_end(const Config& config, const std::string& topic, const Patience& patience, StepLog& log);

}  // namespace sluice
