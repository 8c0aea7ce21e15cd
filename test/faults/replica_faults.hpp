// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "faults/fault_site.hpp"

namespace sluice::test {

/// One of three is killed while Kafka stands still and the windows are full, and starts again after a while.
void kill_and_come_back(BrokerKind kind, Milliseconds gap);
/// The only replica stops gracefully (`keep`), and starts again after a while.
void stop_and_come_back(BrokerKind kind, Milliseconds gap);
/// Kafka is killed and starts again after a while.
void lose_kafka(BrokerKind kind, Milliseconds length);

}  // namespace sluice::test
