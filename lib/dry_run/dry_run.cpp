// SPDX-License-Identifier: Apache-2.0
#include "dry_run/dry_run.hpp"

namespace sluice {

DryRun::DryRun(const MappingRules& rules) : mapper_(Mapper::compile(rules).value()) {}

DryResult DryRun::run(const WrittenMessage& message) {
  DryResult result{mapper_.map(message.view(properties_)), std::nullopt};
  const bool is_taken = !std::holds_alternative<Dropped>(result.mapped) && mapper_.route() < mapper_.routes();
  if (is_taken) result.route = mapper_.route();
  return result;
}

}  // namespace sluice
