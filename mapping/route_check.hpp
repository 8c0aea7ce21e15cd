// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "mapping/fault.hpp"
#include "mapping/rules.hpp"

namespace sluice {

/// What is not wrong in the rules but has no effect, so that it was hardly meant: a route that takes no message,
/// because no subscribed filter has a topic in common with its own or because the routes before it take all, and a
/// default topic that nothing falls back to. At most one for each route. The filters must be checked ones.
std::vector<MappingFault> check_routes(const MappingRules& rules);

}  // namespace sluice
