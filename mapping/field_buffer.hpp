// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "mapping/number_text.hpp"

namespace sluice {

/// Where a field's text stands that is no view of the message: a number, or a part of a JSON payload.
struct FieldBuffer {
  NumberText number{};
  std::string text;  ///< grows to the longest text seen
};

}  // namespace sluice
