// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "app/exit_code.hpp"
#include "dead_letters/choice.hpp"
#include "dead_letters/replay.hpp"

namespace sluice {

/// What `sluice dead-letters` is asked to do.
struct DeadLettersOptions {
  std::string config;
  ChoiceTexts choice;
  bool is_json = false;
  ReplayTarget target = ReplayTarget::kafka;
  bool is_confirmed = false;  ///< nobody is asked
};

/// `sluice dead-letters list`: those chosen as a table, or as JSON, to standard output.
ExitCode list_dead_letters(const DeadLettersOptions& options, std::span<const std::string> overrides);

/// `sluice dead-letters show ID`: all of one. `failed`: it is not there.
ExitCode show_dead_letter(const DeadLettersOptions& options, std::span<const std::string> overrides);

/// `sluice dead-letters replay`: sends those chosen again, each once. `failed`: some could not be sent, or not all
/// were.
ExitCode replay_dead_letters(const DeadLettersOptions& options, std::span<const std::string> overrides);

}  // namespace sluice
