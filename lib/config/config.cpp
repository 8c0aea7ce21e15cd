// SPDX-License-Identifier: Apache-2.0
#include "config/config.hpp"

namespace sluice {

std::string BrokerUrl::text() const {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return (tls ? "mqtts://" : "mqtt://") + (is_ipv6 ? '[' + host + ']' : host) + ':' + std::to_string(port);
}

}  // namespace sluice
