// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace sluice::test {

/// What one fault did to the messages of a load.
struct FaultCounts {
  std::size_t accepted = 0;  ///< the broker answered their publisher with 0x00
  std::size_t lost = 0;      ///< of these, not in Kafka
  std::size_t repeated = 0;  ///< records beyond the first of each message
};

/// One row of the fault table. The fault's number, what happened and the broker are read from the test's name:
/// `F7 network cut of 5 s - Mosquitto`.
struct FaultRow {
  std::optional<FaultCounts> counts;  ///< none: the fault is not about counts
  std::string bound;                  ///< what had to hold
  std::string verdict;                ///< `held`, `known loss`, `FAILED`, `not run: <why>`
};

/// Writes it for scripts/faults.sh into the folder that the environment variable SLUICE_FAULT_ROWS names, if any.
void write_row(const FaultRow& row);

}  // namespace sluice::test
