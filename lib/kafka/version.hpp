// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace sluice {

/// The version of librdkafka that is loaded (rd_kafka_version_str), for the log.
std::string librdkafka_version();

}  // namespace sluice
