// SPDX-License-Identifier: Apache-2.0
#include "kafka/version.hpp"

#include <librdkafka/rdkafka.h>

namespace sluice {

std::string librdkafka_version() { return rd_kafka_version_str(); }

}  // namespace sluice
