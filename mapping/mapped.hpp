// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <variant>

#include "mapping/kafka_record.hpp"
#include "mapping/rejection.hpp"

namespace sluice {

/// The message did not pass `where`: no record is wanted of it, and it is done.
struct Dropped {};

/// What becomes of a message.
using Mapped = std::variant<KafkaRecord, Dropped, Rejection>;

}  // namespace sluice
