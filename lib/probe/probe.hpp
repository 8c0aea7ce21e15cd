// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.hpp"
#include "probe/patience.hpp"
#include "probe/report.hpp"
#include "probe/step.hpp"

namespace sluice {

/// `sluice probe`: both sides, step by step, into `log`. Leaves nothing at the servers: no session, no topic, no
/// record.
void probe(const Config& config, const Patience& patience, StepLog& log);

/// How wide the columns of its lines will be.
Columns probe_columns(const Config& config);

}  // namespace sluice
