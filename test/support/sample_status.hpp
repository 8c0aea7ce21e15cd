// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ops/status.hpp"

namespace sluice::test {

/// A task at work for an hour and a half, its figures round: 1,250 messages a second for the last five minutes.
TaskStatus healthy_status();
/// Kafka is away: the window is full, and the broker will drop.
TaskStatus abnormal_status();
/// Refused by the broker, with the errors that led to it.
TaskStatus failed_status();
/// Stopped by an operator.
TaskStatus paused_status();
/// Just started: no connection, no sample.
TaskStatus young_status();

}  // namespace sluice::test
