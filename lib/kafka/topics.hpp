// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "config/config.hpp"
#include "core/clock.hpp"

namespace sluice {

/// What Kafka says of the topic that records go to.
struct TopicCheck {
  enum class State {
    exists,
    missing,       ///< the cluster does not know it
    unreachable,   ///< no answer: nothing is known; try again
    unauthorized,  ///< the login or this principal's rights are refused
    invalid        ///< librdkafka refuses the settings or Kafka the name: trying again cannot help
  };
  State state = State::unreachable;
  std::int32_t partitions = 0;  ///< when it exists
  std::string text;             ///< a sentence with the addresses and the remedy; empty when it exists
};

/// Asks for `mapping.topic` (rd_kafka_metadata). Never creates it, also where the broker has auto.create.topics.enable.
/// Blocks for `timeout` at the most.
TopicCheck check_topic(const Config& config, Millis timeout);

}  // namespace sluice
