// SPDX-License-Identifier: Apache-2.0
#include "app/probe.hpp"

#include <cstdlib>
#include <iostream>

#include "config/load.hpp"
#include "core/duration.hpp"
#include "kafka/settings.hpp"
#include "ops/signals.hpp"
#include "probe/end_to_end.hpp"
#include "probe/probe.hpp"

namespace sluice {

namespace {

ExitCode exit_code_of(ProbeEnd end) {
  switch (end) {
    case ProbeEnd::passed: return ExitCode::done;
    case ProbeEnd::unreachable: return ExitCode::failed;
    case ProbeEnd::refused: return ExitCode::refused;
  }
  return ExitCode::failed;
}

}  // namespace

ExitCode probe(const ProbeOptions& options, std::span<const std::string> overrides) {
  const auto deadline = parse_duration(options.deadline);
  if (!deadline || *deadline < std::chrono::seconds(1)) {
    std::cerr << "sluice: --deadline \"" << options.deadline << "\" "
              << (deadline ? std::string("is too short: give each step 1s or more") : deadline.error()) << '\n';
    return ExitCode::bad_input;
  }
  const LoadResult loaded = load_file(options.config, overrides, refused_properties);
  std::cerr << render(loaded.diagnostics) << std::flush;
  if (!loaded.config) return ExitCode::bad_input;

  // Before any thread is started: all of them inherit the blocked signals.
  const StopSignals signals;
  const Columns columns = probe_columns(*loaded.config);
  StepLog log([&](const Step& step) {
    if (!options.is_json) std::cout << step_line(step, columns) << std::endl;
  });
  const Patience patience{*deadline, signals.fd()};
  probe(*loaded.config, patience, log);
  if (options.is_end_to_end && !StepTime(patience).is_stopped()) {
    probe_end_to_end(*loaded.config, options.topic, patience, log);
  }
  const bool is_interrupted = signals.take() != 0;
  if (is_interrupted) log.add("sluice", "PROBE", failed("interrupted before its end", "run it again", Lasting::no));
  const ExitCode code = exit_code_of(end_of(log.steps()));
  if (options.is_json) {
    std::cout << step_json(log.steps(), static_cast<int>(code)) << '\n';
  } else {
    std::cout << "probe: " << step_counts(log.steps()) << '\n';
  }
  std::cout << std::flush;
  // A call that would not end in time may still be under way in a thread of its own: do not destroy what it uses.
  std::_Exit(static_cast<int>(code));
}

}  // namespace sluice
