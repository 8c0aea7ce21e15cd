// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "app/exit_code.hpp"

namespace sluice {

/// What `sluice map` is asked to do.
struct MapOptions {
  std::string config;   ///< the configuration file; empty: the case file brings its mapping
  std::string message;  ///< the message file; empty or `-`: standard input
  std::string cases;    ///< the case file; empty: one message
  bool is_json = false;
};

/// `sluice map`: a message into its record, without broker and Kafka; or the cases of a file. Results go to standard
/// output, findings to standard error. `failed` for a message that is rejected and for cases that do.
ExitCode map(const MapOptions& options, std::span<const std::string> overrides);

}  // namespace sluice
