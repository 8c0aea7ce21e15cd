// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "faults/fault_site.hpp"

namespace sluice::test {

struct SilenceOptions {
  Milliseconds length;
  std::string keep_alive;
  bool is_noticed = true;  ///< by the keep-alive: the connection is made anew
};

/// One of three replicas is cut off from the broker, under load.
void cut_network(BrokerKind kind, const SilenceOptions& options);
/// The broker of three replicas stands still, under load.
void freeze_broker(BrokerKind kind, const SilenceOptions& options);

}  // namespace sluice::test
