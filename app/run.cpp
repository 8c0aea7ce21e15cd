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

ExitCode run_task(const Config& config, Purpose purpose, const RunOptions& options = {}) {
  // Before any thread is started: all of them inherit the blocked signals.
  StopSignals signals;
  Log log(config.log);
  Worker worker(config, purpose, SLUICE_VERSION, log, signals);
  if (options.is_paused) worker.begin_paused();
  return exit_code_of(worker.run());
}

}  // namespace

ExitCode run(const std::string& file, std::span<const std::string> overrides, const RunOptions& options) {
  const LoadResult loaded = load_file(file, overrides, refused_properties);
  std::cerr << render(loaded.diagnostics) << std::flush;
  if (!loaded.config) return ExitCode::bad_input;
  if (options.is_paused && !loaded.config->operations.listen) {
    std::cerr << "sluice: --paused needs `operations.listen`: a task that begins paused is resumed by POST /resume\n";
    return ExitCode::bad_input;
  }
  return run_task(*loaded.config, Purpose::forward, options);
}

ExitCode decommission(const std::string& file, std::span<const std::string> overrides,
                      const DecommissionOptions& options) {
  LoadResult loaded = load_file(file, overrides, refused_properties);
  if (!loaded.config) {
    // Warnings would speak of the replica that this configuration would run as.
    std::cerr << render(loaded.diagnostics) << std::flush;
    return ExitCode::bad_input;
  }
  // Each connection of a replica has a session of its own; this one command drains one.
  loaded.config->mqtt.client_id = options.client_id;
  loaded.config->mqtt.connections = 1;
  return run_task(*loaded.config, options.is_forced ? Purpose::decommission_at_once : Purpose::decommission);
}

}  // namespace sluice
