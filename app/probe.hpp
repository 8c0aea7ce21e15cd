// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <span>
#include <string>

#include "app/exit_code.hpp"

namespace sluice {

/// What `sluice probe` is asked to do.
struct ProbeOptions {
  std::string config;
  std::string deadline = "10s";  ///< of each step
  bool is_json = false;
  bool is_end_to_end = false;  ///< also sends a message through a running task
  std::string topic;           ///< that it is published to; empty: made of the first filter
};

/// `sluice probe`: connects to both sides and prints one verdict line for each step to standard output, as it comes.
/// 0: no step failed; 1: nobody answered, or was to be asked later; 3: a server refused for good.
ExitCode probe(const ProbeOptions& options, std::span<const std::string> overrides);

}  // namespace sluice
