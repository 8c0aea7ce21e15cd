// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.hpp"
#include "kafka/kafka_handles.hpp"
#include "kafka/login/login.hpp"
#include "kafka/settings.hpp"

namespace sluice {

/// rd_kafka_new, with its login; `events` as for rd_kafka_conf_set_events. Before the client is destroyed the login
/// must have ended, so declare it behind the client. Error: settings that librdkafka refuses.
Result<KafkaClient> make_kafka_client(rd_kafka_type_t type, KafkaConf conf, int events, KafkaLogin& login);

}  // namespace sluice
