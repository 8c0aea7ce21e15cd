// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "app/exit_code.hpp"

namespace sluice {

struct RunOptions {
  bool is_paused = false;  ///< begins without reading, until POST /resume
};

/// `sluice run`: the worker. Findings of the configuration and then the log go to standard error; returns when the task
/// has ended.
ExitCode run(const std::string& file, std::span<const std::string> overrides, const RunOptions& options);

struct DecommissionOptions {
  std::string client_id;   ///< exactly as the broker knows it, with the connection's number
  bool is_forced = false;  ///< does not wait whether the id's owner comes back
};

/// `sluice decommission`: delivers what a dead replica's session holds and ends the session. 0: it is gone, or was not
/// there; 1: its owner came back, or the broker keeps it; 4: stopped before the end, nothing is lost.
ExitCode decommission(const std::string& file, std::span<const std::string> overrides,
                      const DecommissionOptions& options);

}  // namespace sluice
