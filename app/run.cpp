// SPDX-License-Identifier: Apache-2.0
#include "app/run.hpp"

#include <iostream>

#include "config/load.hpp"
#include "kafka/settings.hpp"
#include "ops/log.hpp"
#include "ops/signals.hpp"
#include "worker/worker.hpp"

namespace sluice {

namespace {

ExitCode exit_code_of(TaskEnd end) {
  switch (end) {
    case TaskEnd::done: return ExitCode::done;
    case TaskEnd::failed: return ExitCode::failed;
    case TaskEnd::invalid: return ExitCode::bad_input;
    case TaskEnd::refused: return ExitCode::refused;
    case TaskEnd::left: return ExitCode::left_at_broker;
  }
  return ExitCode::failed;
}

}  // namespace

ExitCode run(const std::string& file, std::span<const std::string> overrides) {
  const LoadResult loaded = load_file(file, overrides, refused_properties);
  std::cerr << render(loaded.diagnostics) << std::flush;
  if (!loaded.config) return ExitCode::bad_input;
  // Before any thread is started: all of them inherit the blocked signals.
  StopSignals signals;
  Log log(loaded.config->log);
  return exit_code_of(Worker(*loaded.config, SLUICE_VERSION, log, signals).run());
}

}  // namespace sluice
