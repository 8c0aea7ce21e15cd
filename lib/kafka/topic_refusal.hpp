// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>

#include <string_view>

#include "kafka/topics.hpp"

namespace sluice {

/// What it means that Kafka did not make a topic: the one table for rd_kafka_CreateTopics. `cause`: Kafka's own
/// sentence, which may be empty.
TopicCheck topic_refusal(const Config& config, const TopicUse& topic, rd_kafka_resp_err_t error,
                         std::string_view cause);

}  // namespace sluice
