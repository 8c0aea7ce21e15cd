// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <string>

#include "app/dead_letters.hpp"

namespace CLI {
class App;
}

namespace sluice {

/// The block of `sluice dead-letters` on the command line.
class DeadLettersCommand {
 public:
  /// `add_config` gives a command `--config` and `--set`.
  DeadLettersCommand(CLI::App& app, DeadLettersOptions& options, const std::function<void(CLI::App&)>& add_config);

  bool is_parsed() const;
  ExitCode run(const std::string& config, std::span<const std::string> overrides);

 private:
  DeadLettersOptions& options_;
  std::string to_;
  CLI::App* command_;
  CLI::App* list_;
  CLI::App* show_;
  CLI::App* replay_;
};

}  // namespace sluice
