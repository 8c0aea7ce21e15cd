// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice::bench {

/// Of a CONNECT [MQTT 3.1], what the firehose heeds.
struct ConnectPacket {
  std::uint16_t receive_maximum = 65'535;
};

/// Nothing: not a CONNECT of MQTT 5, or malformed before or within its properties.
std::optional<ConnectPacket> read_connect(std::string_view body);

/// A Variable Byte Integer [MQTT 1.5.5] at `at`, which is moved behind it. Nothing: not whole yet, or malformed.
std::optional<std::size_t> read_variable(std::string_view bytes, std::size_t& at);

}  // namespace sluice::bench
