// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ops/status.hpp"

namespace sluice {

/// The whole status as one JSON object, with the member names of `TaskStatus`; `word` is "health", and each sample of
/// the history stands flat: {"time_ms", "received", ..., "oldest_unacknowledged_s"}. Bytes that are no UTF-8 are
/// replaced.
std::string status_json(const TaskStatus& status);

/// What a probe needs of it: {"ready", "health", "paused", "reasons", "kafka": {"reachable", "topics"}, "connections"}.
std::string readiness_json(const TaskStatus& status);

}  // namespace sluice
