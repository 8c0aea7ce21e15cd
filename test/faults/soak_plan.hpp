// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "support/eventually.hpp"

namespace sluice::test {

enum class SoakFault : std::uint8_t {
  kill_replica,    ///< SIGKILL, back after the length
  stop_replica,    ///< SIGTERM (keep), back after the length
  freeze_broker,   ///< SIGSTOP for the length
  restart_broker,  ///< SIGTERM, back after the length
  freeze_kafka,
  kill_kafka,
  restart_kafka,
  cut_network,  ///< of replica 0
};
inline constexpr unsigned soak_fault_count = 8;
inline constexpr unsigned soak_replicas = 3;

struct SoakStep {
  Milliseconds pause;  ///< of peace before it
  SoakFault fault = SoakFault::kill_replica;
  unsigned replica = 0;  ///< for the faults of replicas
  Milliseconds length;

  friend bool operator==(const SoakStep&, const SoakStep&) = default;
};

/// One fault after the other until their pauses and lengths fill `duration`. Depends on nothing but its arguments, on
/// every machine.
std::vector<SoakStep> soak_plan(std::uint32_t seed, Milliseconds duration);

/// `after 2300 ms: kill_replica 1 for 4100 ms`.
std::string to_text(const SoakStep& step);

}  // namespace sluice::test
