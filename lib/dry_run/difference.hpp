// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "dry_run/dry_run.hpp"
#include "dry_run/expectation.hpp"

namespace sluice {

/// One thing in which a result is not as expected. Both sides are in one line each: texts as JSON strings, of long ones
/// the part around the first byte that differs.
struct Difference {
  std::string what;  ///< `key`, `headers[2]`, `result`, ...
  std::string expected;
  std::string actual;

  friend bool operator==(const Difference&, const Difference&) = default;
};

/// Empty: all is as expected. Of `headers` the first one that differs.
std::vector<Difference> differences(const Expectation& expected, const DryResult& actual);

}  // namespace sluice
