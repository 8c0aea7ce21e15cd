// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "probe/step.hpp"

namespace sluice {

/// What the process's exit status follows from.
enum class ProbeEnd {
  passed,       ///< no step failed
  unreachable,  ///< the worst failure may pass by itself: nobody answered, or later will do
  refused       ///< a step failed for good
};

ProbeEnd end_of(std::span<const Step> steps);

/// The columns of the text: as wide as their widest entry.
struct Columns {
  std::size_t where = 0;
  std::size_t name = 0;
};

/// One line without its end: `failed   mqtt://h:1883  CONNACK  0x87 Not authorized; check ... (3 ms)`.
/// Control characters of what a server said are replaced by `?`.
std::string step_line(const Step& step, Columns columns);

/// `14 ok, 2 warnings, 1 failed, 3 skipped`; what there is none of is left out.
std::string step_counts(std::span<const Step> steps);

/// One object: `{"verdict":"failed","exit_code":3,"counts":{...},"steps":[{...}]}`; times in milliseconds.
std::string step_json(std::span<const Step> steps, int exit_code);

}  // namespace sluice
