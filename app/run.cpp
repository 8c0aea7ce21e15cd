// SPDX-License-Identifier: Apache-2.0
#include "app/run.hpp"

#include "ops/log.hpp"
#include "ops/signals.hpp"
#include "worker/worker.hpp"

namespace sluice {

int run(const Config& config) {
  // Before any thread is started: all of them inherit the blocked signals.
  StopSignals signals;
  Log log(config.log);
  return static_cast<int>(Worker(config, SLUICE_VERSION, log, signals).run());
}

}  // namespace sluice
