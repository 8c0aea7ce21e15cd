// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ops/status_page/html.hpp"
#include "ops/status_page/series.hpp"

namespace sluice {

/// A small chart of the last minutes.
struct Chart {
  std::string label;  ///< what it shows, for those who do not see it: `Received per second`
  Series series;
  double maximum = 1;                 ///< the value at its upper edge
  std::string top;                    ///< that value as text
  std::string (*text)(double value);  ///< a value as text
};

/// The curve with its scale as a drawing: water up to the value. Says "no samples yet" with fewer than two points.
Html draw(const Chart& chart);

}  // namespace sluice
