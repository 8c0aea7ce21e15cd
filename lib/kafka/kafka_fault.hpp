// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kafka/cluster_query.hpp"
#include "kafka/kafka_asker.hpp"

namespace sluice {

/// What it means that no answer came: Kafka refuses the login, or it or the token endpoint cannot be reached.
KafkaFault no_answer(const Config& config, rd_kafka_resp_err_t error, const KafkaTrouble& trouble);

}  // namespace sluice
